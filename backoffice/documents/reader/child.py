"""The reading process: bytes in by a pipe, pixels and words out; no file, no database, no network."""

import os
import sys
from io import BufferedReader, BufferedWriter, FileIO

from backoffice.documents.jail.hooks import forbid_python
from backoffice.documents.jail.linux import allow_seconds, shut_in
from backoffice.documents.jail.windows import lower_trust
from backoffice.documents.reader.held import HeldPapers, rehearse
from backoffice.documents.reader.protocol import receive, send

if sys.platform == "win32":
    import msvcrt


def main() -> None:
    """Shut oneself in, say so, then answer until the pipe ends."""
    questions, answers = _pipes()
    rehearse()
    locks = shut_in()
    if lower_trust():
        locks = (*locks, "trust")
    forbid_python()
    send(answers, {"locks": [*locks, "python"]})
    held = HeldPapers()
    while (asked := receive(questions)) is not None:
        note, content = asked
        allow_seconds(note.get("seconds", 5.0))
        answer, blob = held.answer(note, content)
        send(answers, answer, blob)


def _pipes() -> tuple[BufferedReader, BufferedWriter]:
    """The two pipes, out of reach of what a library prints."""
    questions, answers = os.dup(0), os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nowhere, number)
    os.close(nowhere)
    if sys.platform == "win32":
        for number in (questions, answers):
            msvcrt.setmode(number, os.O_BINARY)
    return BufferedReader(FileIO(questions, "rb")), BufferedWriter(FileIO(answers, "wb"))


if __name__ == "__main__":
    main()
