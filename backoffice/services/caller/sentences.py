"""The sentences that an agent reads or copies, filled from the file as far as the caller may hear it."""

from dataclasses import dataclass
from functools import lru_cache

from backoffice.errors import Unavailable
from backoffice.paths import resources
from backoffice.rules.calls.sentences import Sentence, read_sentences
from backoffice.rules.vocabulary.calls import CallerLevel
from backoffice.services.tenant.results import TenantFile


@dataclass(frozen=True)
class ReadySentence:
    """A sentence as it may be said now."""

    situation: str
    text: str
    missing: str | None
    """Why it is greyed."""


def ready_sentences(file: TenantFile | None, level: CallerLevel) -> tuple[ReadySentence, ...]:
    """Every sentence of the script, those above ``level`` greyed with what is missing.

    Raises ``Unavailable`` when the script is not installed, ``Refused`` when it does not read.
    """
    facts = {} if file is None else _facts(file)
    return tuple(
        ReadySentence(one.situation, one.told(facts, level), one.missing(level)) for one in _script()
    )


@lru_cache(maxsize=1)
def _script() -> tuple[Sentence, ...]:
    file = resources() / "sentences" / "calls.toml"
    try:
        return read_sentences(file.read_text(encoding="utf-8"), file.name)
    except (OSError, UnicodeDecodeError) as error:
        raise Unavailable(
            f"Le fichier « {file.name} » ne peut pas être lu : vérifiez l’installation."
        ) from error


def _facts(file: TenantFile) -> dict[str, str]:
    return {
        "landlord": file.landlord_name,
        "balance": _plain(file.balance.headline),
        "balance_why": f"{_plain(file.balance.detail)}." if file.balance.detail else "",
        "receipt": _plain(file.receipt.headline),
        "insurance": _plain(file.insurance.headline),
        "requests": _plain(file.requests.headline),
    }


def _plain(words: str) -> str:
    return words.rstrip(". ")
