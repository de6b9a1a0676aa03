"""The page of a change of profession."""

from backoffice.rules.vocabulary.validation.tasks import SubmissionKind
from backoffice.views.changes.page import ChangePage
from backoffice.views.surroundings import Surroundings


class ProfessionalPage(ChangePage):
    """What was asked, its paper, what it does."""

    def __init__(self, around: Surroundings) -> None:
        super().__init__(around, SubmissionKind.PROFESSIONAL)
