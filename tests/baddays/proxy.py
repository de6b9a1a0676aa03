"""A TCP line that can go silent: open on both sides, and nothing gets through."""

import selectors
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from tests.programs import HOST

_CHUNK = 65536


class Line:
    """Forwards bytes to a server; ``sleep`` stops it for the connections there are, not for the next ones."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._selector = selectors.DefaultSelector()
        self._listener = socket.create_server((HOST, 0))
        self._selector.register(self._listener, selectors.EVENT_READ)
        self._wake, self._bell = socket.socketpair()
        self._selector.register(self._wake, selectors.EVENT_READ)
        self._open: list[socket.socket] = []
        self._peer: dict[socket.socket, socket.socket] = {}
        self._asleep = threading.Event()
        self._thread = threading.Thread(target=self._run, name="line", daemon=True)
        self._thread.start()
        self.port: int = self._listener.getsockname()[1]

    def sleep(self) -> None:
        """Nothing goes through the connections open now, ever again; nobody is told."""
        self._bell.send(b"s")
        assert self._asleep.wait(10)
        self._asleep.clear()

    def close(self) -> None:
        """Hang up."""
        self._bell.send(b"q")
        self._thread.join(10)
        for one in (*self._open, self._listener, self._wake, self._bell):
            one.close()
        self._selector.close()

    def _run(self) -> None:
        while True:
            for key, _ in self._selector.select():
                if key.fileobj is self._wake:
                    if self._wake.recv(1) == b"q":
                        return
                    self._forget_all()
                elif key.fileobj is self._listener:
                    self._accept()
                elif key.fileobj in self._peer:
                    assert isinstance(key.fileobj, socket.socket)
                    self._forward(key.fileobj)

    def _accept(self) -> None:
        near, _ = self._listener.accept()
        far = socket.create_connection((HOST, self._target))
        for one, other in ((near, far), (far, near)):
            self._open.append(one)
            self._peer[one] = other
            self._selector.register(one, selectors.EVENT_READ)

    def _forward(self, source: socket.socket) -> None:
        data = b""
        with suppress(OSError):
            data = source.recv(_CHUNK)
        other = self._peer[source]
        if data:
            with suppress(OSError):
                other.sendall(data)
            return
        for one in (source, other):
            self._selector.unregister(one)
            del self._peer[one]
            one.close()

    def _forget_all(self) -> None:
        for one in list(self._peer):
            self._selector.unregister(one)
        self._peer.clear()
        self._asleep.set()


@contextmanager
def line_to(port: int) -> Iterator[Line]:
    """A line to a server of this machine."""
    line = Line(port)
    try:
        yield line
    finally:
        line.close()
