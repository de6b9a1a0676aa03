"""An assistance form beside the file: what agrees, and where it differs; never what the file says (R4.31)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from backoffice.errors import Refused
from backoffice.rules.identifiers import normalise
from backoffice.rules.names import words
from backoffice.rules.notes.secret_patterns import find_secrets
from backoffice.rules.phones import email_key, phone_key
from backoffice.rules.vocabulary.labelled import Labelled


class FormField(Labelled):
    """What an assistance form asks; never a password nor a free sentence (R4.5)."""

    NUMBER = "NUMBER", "Numéro"
    LAST_NAME = "LAST_NAME", "Nom"
    FIRST_NAMES = "FIRST_NAMES", "Prénoms"
    BIRTH_DATE = "BIRTH_DATE", "Date de naissance"
    EMAIL = "EMAIL", "Courriel"
    PHONE = "PHONE", "Téléphone"


class FormVerdict(Labelled):
    """How an answer stands beside the file."""

    SAME = "SAME", "identique au dossier"
    ALIKE = "ALIKE", "pareil (accents, casse ou ordre)"
    DIFFERENT = "DIFFERENT", "ne correspond pas au dossier"
    NOT_GIVEN = "NOT_GIVEN", "non donné"


class FormRefusal(Labelled):
    """Why a form is refused; the tenant is told none of it."""

    DATA_DIFFERS = "DATA_DIFFERS", "Réponses différentes du dossier"
    NOT_THE_HOLDER = "NOT_THE_HOLDER", "Pas le titulaire du bail"
    CONTACT_UNKNOWN = "CONTACT_UNKNOWN", "Injoignable au contact du dossier"
    NO_BLOCK = "NO_BLOCK", "Inscription non bloquée"
    DUPLICATE = "DUPLICATE", "Demande déjà traitée"
    SUSPECTED_FRAUD = "SUSPECTED_FRAUD", "Soupçon de fraude"


_CLOSE = 0.6
AGREEING = frozenset({FormVerdict.SAME, FormVerdict.ALIKE})
PROVING = (FormField.NUMBER, FormField.LAST_NAME, FormField.FIRST_NAMES, FormField.BIRTH_DATE)
"""The answers that must all agree before a registration is released on a form (portails 4.1)."""


@dataclass(frozen=True)
class FormAnswers:
    """What was typed, as it was typed; ``None`` or blank is not given."""

    number: str | None = None
    last_name: str | None = None
    first_names: str | None = None
    birth_date: date | None = None
    email: str | None = None
    phone: str | None = None


@dataclass(frozen=True)
class FiledPerson:
    """The names of one person of the file, as they are written there."""

    birth_name: str
    usage_name: str | None
    first_names: str


@dataclass(frozen=True)
class FormFile:
    """What the file says, for comparing alone: nothing of it comes out of this module."""

    number: str
    person: FiledPerson
    birth_date: date | None
    emails: tuple[str, ...] = ()
    """Keys of the e-mails in use."""
    phones: tuple[str, ...] = ()
    """Keys (E.164) of the telephones in use."""


@dataclass(frozen=True)
class FormLine:
    """One answer: what the form says, how it stands, and the places of that very text that differ."""

    field: FormField
    given: str
    verdict: FormVerdict
    differing: tuple[tuple[int, int], ...] = ()
    """Spans ``[start, end)`` in ``given``."""

    @property
    def words(self) -> str:
        """The verdict in words, with nothing of the file."""
        return self.verdict.label


def compare(form: FormAnswers, file: FormFile) -> tuple[FormLine, ...]:
    """Every answer beside the file, in the order of the form (R4.31)."""
    last, firsts = _names(form, file.person)
    return (
        _number(form.number or "", file.number),
        last,
        firsts,
        _birth(form.birth_date, file.birth_date),
        _contact(FormField.EMAIL, form.email or "", file.emails, email_key),
        _contact(FormField.PHONE, form.phone or "", file.phones, phone_key),
    )


def agrees(lines: tuple[FormLine, ...]) -> bool:
    """Whether number, name and birth date are all those of the file: a registration may be released."""
    verdicts = {one.field: one.verdict for one in lines}
    return all(verdicts.get(field) in AGREEING for field in PROVING)


def refuse_secrets(form: FormAnswers) -> None:
    """Refuse a form in which a password, a code or a bank detail was typed (R4.5, R5.18).

    Raises ``Refused``, whose sentence names the field and never repeats what was typed.
    """
    typed = {
        FormField.NUMBER: form.number,
        FormField.LAST_NAME: form.last_name,
        FormField.FIRST_NAMES: form.first_names,
        FormField.EMAIL: form.email,
    }
    for field, text in typed.items():
        if text and any(find_secrets(text)):
            raise Refused(
                f"Le champ « {field.label.lower()} » semble contenir un mot de passe ou un code : "
                "n’y écrivez que ce qu’imprime l’avis d’échéance.",
                code="LOOKS_SECRET",
            )


def _line(field: FormField, given: str, *, same: bool, alike: bool, against: str = "") -> FormLine:
    if not given.strip():
        return FormLine(field, "", FormVerdict.NOT_GIVEN)
    if same or alike:
        return FormLine(field, given, FormVerdict.SAME if same else FormVerdict.ALIKE)
    return FormLine(field, given, FormVerdict.DIFFERENT, _spans(given, against))


def _number(given: str, known: str) -> FormLine:
    alike = bool(given) and normalise(given) == normalise(known)
    return _line(FormField.NUMBER, given, same=given.strip() == known, alike=alike, against=known)


def _birth(given: date | None, known: date | None) -> FormLine:
    if given is None:
        return FormLine(FormField.BIRTH_DATE, "", FormVerdict.NOT_GIVEN)
    shown = f"{given.day:02}/{given.month:02}/{given.year:04}"
    if given == known:
        return FormLine(FormField.BIRTH_DATE, shown, FormVerdict.SAME)
    # Day, month and year are each right or wrong as a whole: a part of a figure would tell the other one.
    parts = ((0, 2, "day"), (3, 5, "month"), (6, 10, "year"))
    wrong = tuple(
        (start, end) for start, end, part in parts if getattr(given, part) != getattr(known, part, None)
    )
    return FormLine(FormField.BIRTH_DATE, shown, FormVerdict.DIFFERENT, wrong)


def _contact(
    field: FormField, given: str, known: tuple[str, ...], key_of: Callable[[str], str | None]
) -> FormLine:
    key = key_of(given) if given.strip() else None
    nearest = max(known, key=lambda one: fuzz.ratio(key or given, one), default="")
    return _line(
        field, given, same=given.strip() in known, alike=key is not None and key in known, against=nearest
    )


def _names(form: FormAnswers, person: FiledPerson) -> tuple[FormLine, FormLine]:
    last, firsts = form.last_name or "", form.first_names or ""
    surnames = [name for name in (person.usage_name, person.birth_name) if name]
    # Each in the other's field: the order alone is wrong.
    swapped = _is_surname(firsts, person) and _are_first_names(last, person.first_names)
    nearest = max(surnames, key=lambda name: fuzz.ratio(_key(last), _key(name)))
    return (
        _line(
            FormField.LAST_NAME,
            last,
            same=_tidy(last) in {_tidy(name) for name in surnames},
            alike=swapped or _is_surname(last, person),
            against=nearest,
        ),
        _line(
            FormField.FIRST_NAMES,
            firsts,
            same=_tidy(firsts) == _tidy(person.first_names),
            alike=swapped or _are_first_names(firsts, person.first_names),
            against=person.first_names,
        ),
    )


def _is_surname(given: str, person: FiledPerson) -> bool:
    birth, usage = _key(person.birth_name), _key(person.usage_name or "")
    return bool(_key(given)) and _key(given) in {birth, usage, birth + usage, usage + birth}


def _are_first_names(given: str, known: str) -> bool:
    """All of them in any order, or some with the first one: papers seldom print the second."""
    typed, filed = _words(given), _words(known)
    if not typed:
        return False
    return "".join(typed) == "".join(filed) or (set(typed) <= set(filed) and filed[0] in typed)


def _tidy(text: str) -> str:
    return " ".join(text.split())


def _words(text: str) -> tuple[str, ...]:
    """As the database folds them: what is no Latin letter after folding counts for nothing."""
    found = ("".join(sign if sign.isascii() else " " for sign in word).split() for word in words(text))
    return tuple(piece for pieces in found for piece in pieces)


def _key(text: str) -> str:
    return "".join(_words(text))


def _spans(given: str, known: str) -> tuple[tuple[int, int], ...]:
    """The places of ``given`` that differ, letter by letter; where something lacks, the letter before."""
    mine, theirs = _folded(given), _folded(known)
    # Of two texts with nothing to do with each other, letters in common would only tell of the file's.
    if Levenshtein.normalized_similarity(mine, theirs) < _CLOSE:
        return ((0, len(given)),)
    spans: list[tuple[int, int]] = []
    for piece in Levenshtein.opcodes(mine, theirs):
        if piece.tag != "equal":
            start, end = piece.src_start, piece.src_end
            first = start if end > start else max(0, start - 1)
            spans.append((first, max(end, first + 1)))
    return _joined(spans, len(given)) or ((0, len(given)),)


def _folded(text: str) -> list[str]:
    """One sign for each letter, without accent nor case: places stay those of the text."""
    return ["".join(words(sign)) or " " for sign in text]


def _joined(spans: list[tuple[int, int]], length: int) -> tuple[tuple[int, int], ...]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted((start, min(end, length)) for start, end in spans if start < length):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)
