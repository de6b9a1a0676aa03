"""Proposals of papers, read off the window's thread and kept while their item is in hand or comes next."""

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import QObject, Signal

from backoffice.errors import GuichetError
from backoffice.rules.papers.proposals import PaperProposal
from backoffice.rules.papers.words import TextSource
from backoffice.services.papers.opening import Paper
from backoffice.tasks.background import Background
from backoffice.views.validation.reading import CertificateCase, doubts_of, propose_of


class Proposing(QObject):
    """One paper at a time: what is looked at overtakes what is prepared."""

    came = Signal(int)
    """The proposals of a document are there, or it stays silent."""
    doubted = Signal(int)
    """The text of a document says another thing than its image."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.background = Background(self, threads=1)
        # Reading an image takes seconds: it never keeps the proposals of the next paper waiting.
        self.comparing = Background(self, threads=1)
        self._found: dict[int, PaperProposal] = {}
        self._silent: dict[int, str] = {}
        self._doubts: dict[int, tuple[str, ...]] = {}
        self._asked: set[int] = set()

    def ask(self, paper: Paper, case: CertificateCase) -> None:
        """Read a paper unless it was read or is being read."""
        document_id = paper.document_id
        if document_id in self._asked:
            return
        self._asked.add(document_id)
        self.background.run(
            partial(propose_of, paper, case),
            owner=self,
            then=partial(self._keep, paper),
            failed=partial(self._keep_silence, document_id),
            topic=f"propose {document_id}",
        )

    def found(self, document_id: int) -> PaperProposal | None:
        """What is proposed of a document, once it came."""
        return self._found.get(document_id)

    def silence(self, document_id: int) -> str | None:
        """Why nothing is proposed, once that is known."""
        return self._silent.get(document_id)

    def doubts(self, document_id: int) -> tuple[str, ...] | None:
        """Where the text and the image of a document disagree, once they were compared."""
        return self._doubts.get(document_id)

    def keep_only(self, documents: Iterable[int]) -> None:
        """Forget what was read of every other paper; what is under way is dropped."""
        kept = set(documents)
        for document_id in self._asked - kept:
            self.background.forget(self, f"propose {document_id}")
            self.comparing.forget(self, f"compare {document_id}")
            self._found.pop(document_id, None)
            self._silent.pop(document_id, None)
            self._doubts.pop(document_id, None)
        self._asked &= kept

    def close(self) -> None:
        """End the threads."""
        self.background.close(1)
        self.comparing.close(1)

    def _keep(self, paper: Paper, proposal: PaperProposal) -> None:
        document_id = paper.document_id
        self._found[document_id] = proposal
        self.came.emit(document_id)
        if proposal.source is not TextSource.NONE:
            self.comparing.run(
                partial(doubts_of, paper, proposal.reading),
                owner=self,
                then=partial(self._keep_doubts, document_id),
                failed=_ignore,
                topic=f"compare {document_id}",
            )

    def _keep_doubts(self, document_id: int, doubts: tuple[str, ...]) -> None:
        self._doubts[document_id] = doubts
        if doubts:
            self.doubted.emit(document_id)

    def _keep_silence(self, document_id: int, error: GuichetError) -> None:
        self._silent[document_id] = error.sentence
        self.came.emit(document_id)


def _ignore(_error: GuichetError) -> None:
    """The comparison is a help: what is proposed is checked by a person whatever it says."""
