"""One training landlord for all the departures; each test begins with an empty outbox."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest

from backoffice.database.engine import make_engine
from backoffice.services.sending.gateways import MailServer, SmsGateway
from backoffice.services.sending.post import Post
from tests.certificates import Authority
from tests.conftest import Server, copy_of
from tests.outbox import COURIER, Outbox, settings
from tests.postmen import Gateway, Mailbox, mail_server, sms_gateway
from tests.psql import Psql


@pytest.fixture(scope="module")
def stage(server: Server) -> Iterator[Outbox]:
    """A copy of the training landlord for the module."""
    for name in copy_of(server, server.ensure_training()):
        engine = make_engine(server.dsn(name, COURIER))
        with psycopg.connect(server.dsn(name), autocommit=True) as owner:
            yield Outbox(Psql(owner), engine, server.dsn(name, COURIER))
        engine.dispose()


@pytest.fixture
def outbox(stage: Outbox) -> Outbox:
    """The same, with nothing that waits nor came from another test."""
    stage.owner.do("DELETE FROM caller_code_try")
    stage.owner.do("DELETE FROM caller_code")
    stage.owner.do("DELETE FROM outbox_message")
    return stage


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """Whom the courier trusts."""
    return Authority(tmp_path_factory.mktemp("ca"))


@pytest.fixture
def box() -> Mailbox:
    """What the mail server takes."""
    return Mailbox()


@pytest.fixture
def mail(box: Mailbox, authority: Authority) -> Iterator[MailServer]:
    """A mail server that listens."""
    with mail_server(box, authority.server()) as port:
        yield settings(port, authority)


@pytest.fixture
def post(mail: MailServer) -> Post:
    """A courier of this process, for mail alone."""
    return Post(mail, None)


@pytest.fixture
def gateway() -> Gateway:
    """What the SMS gateway is asked."""
    return Gateway()


@pytest.fixture
def sms(gateway: Gateway) -> Iterator[SmsGateway]:
    """An SMS gateway that listens."""
    with sms_gateway(gateway) as url:
        yield SmsGateway(url, "jeton-canari")


@pytest.fixture
def listening(authority: Authority) -> Callable[[Mailbox, int], Any]:
    """Open a mail server on a port chosen before."""

    @contextmanager
    def listen(box: Mailbox, port: int) -> Iterator[None]:
        with mail_server(box, authority.server(), port=port):
            yield

    return listen
