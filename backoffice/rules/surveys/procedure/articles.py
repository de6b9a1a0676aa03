"""Articles of law that a letter must reproduce in full, dated: the formal notice carries L441-9."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from backoffice.errors import Refused
from backoffice.rules.vocabulary.surveys.scales import ScaleStatus


@dataclass(frozen=True)
class Article:
    """The text of ``code`` (``L441-9``) since ``valid_from``, and where it was read."""

    code: str
    title: str
    valid_from: date
    status: ScaleStatus
    source: str
    paragraphs: tuple[str, ...]


def read_articles(text: str, name: str) -> tuple[Article, ...]:
    """The articles of the TOML file ``name``. Raises ``Refused`` (``ARTICLE_FILE``) with the reason."""
    try:
        return tuple(
            Article(
                code=str(one["code"]),
                title=str(one["title"]),
                valid_from=_day(one["valid_from"]),
                status=ScaleStatus(one["status"]),
                source=str(one["source"]),
                paragraphs=_paragraphs(one["paragraphs"]),
            )
            for one in tomllib.loads(text)["article"]
        )
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise Refused(
            f"Le fichier d’articles « {name} » est refusé : {error}. Corrigez-le.", code="ARTICLE_FILE"
        ) from error


def article_on(articles: Iterable[Article], code: str, day: date) -> Article:
    """The text in force on ``day``. Raises ``Refused`` (``ARTICLE_MISSING``) when none is recorded."""
    in_force = [one for one in articles if one.code == code and one.valid_from <= day]
    if not in_force:
        raise Refused(
            f"Le texte de l’article {code} au {day:%d/%m/%Y} n’est pas enregistré : ajoutez-le avec sa "
            "source avant d’écrire cette lettre.",
            code="ARTICLE_MISSING",
        )
    return max(in_force, key=lambda one: one.valid_from)


def _day(value: object) -> date:
    if type(value) is not date:
        raise TypeError("« valid_from » est une date")
    return value


def _paragraphs(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not value or not all(isinstance(one, str) and one for one in value):
        raise TypeError("« paragraphs » est une liste de textes")
    return tuple(value)
