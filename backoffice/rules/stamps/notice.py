"""What the code of a tax notice says for a survey of resources, and nothing that it does not say."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from backoffice.rules.stamps import values
from backoffice.rules.stamps.header import StampHeader
from backoffice.rules.stamps.message import Message, StampField
from backoffice.rules.vocabulary.labelled import Labelled

TAX_TYPES = frozenset({"04", "18", "24", "27", "28"})
"""Tax notices (04, 28) and notices of declared situation (18, 24, 27)."""
TAX_NUMBERS = frozenset({"40", "47", "49"})
"""Fields whose value is shown masked."""
NEVER_SAID = (
    "Le code ne dit ni le nombre ni l’âge des personnes à charge, ni qui vit dans le logement, ni la "
    "situation de famille : les parts ne permettent pas de les déduire."
)
_NO_INCOME = (
    "L’avis ne porte pas de revenu fiscal de référence dans son code : lisez-le sur la page, ou demandez "
    "l’avis d’impôt lui-même."
)
_CUT = "La valeur « {label} » a été coupée par l’émetteur : comparez-la à la page."
_ODD = "Le champ {code} du code est répété ou mal formé : il n’est pas proposé, lisez la page."
_UNREAD = "La valeur « {label} » du code ne se lit pas : lisez la page."


class NoticeField(Labelled):
    """What is proposed from a notice."""

    REFERENCE_INCOME = "REFERENCE_INCOME", "Revenu fiscal de référence"
    INCOME_YEAR = "INCOME_YEAR", "Année des revenus"
    SHARES = "SHARES", "Nombre de parts"
    REFERENCE = "REFERENCE", "Référence de l’avis"
    DECLARANT_1 = "DECLARANT_1", "Déclarant 1"
    TAX_NUMBER_1 = "TAX_NUMBER_1", "Numéro fiscal du déclarant 1"
    DECLARANT_2 = "DECLARANT_2", "Déclarant 2"
    TAX_NUMBER_2 = "TAX_NUMBER_2", "Numéro fiscal du déclarant 2"
    ISSUED_ON = "ISSUED_ON", "Mise en recouvrement"
    DECLARED_ON = "DECLARED_ON", "Date de la déclaration"
    ADDRESS = "ADDRESS", "Adresse sur l’avis"


@dataclass(frozen=True)
class NoticeProposal:
    """One value with its evidence.

    ``value``: ISO text (whole euros, year, day, decimal point); ``shown``: for a screen, a tax number masked;
    ``codes``: the fields of the code that it comes from; ``is_cut``: shortened by the issuer.
    """

    field: NoticeField
    value: str
    shown: str
    codes: tuple[str, ...]
    is_cut: bool = False


@dataclass(frozen=True)
class TaxNotice:
    """What a tax notice proposes; a field that is not here was not said."""

    doc_type: str
    proposals: tuple[NoticeProposal, ...]
    remarks: tuple[str, ...]

    def value(self, field: NoticeField) -> str | None:
        """The value of ``field``, if the code says it."""
        return next((one.value for one in self.proposals if one.field is field), None)


_Reader = Callable[[str], object | None]
_SINGLE: tuple[tuple[NoticeField, tuple[str, ...], _Reader], ...] = (
    (NoticeField.REFERENCE_INCOME, ("41",), lambda raw: found if (found := values.euros(raw)) is not None
     and found >= 0 else None),
    (NoticeField.INCOME_YEAR, ("45",), values.year),
    (NoticeField.SHARES, ("43",), values.shares),
    (NoticeField.REFERENCE, ("44",), lambda raw: raw.strip() or None),
    # The layout before June 2022 names the taxpayer as a postal line, and his number apart.
    (NoticeField.DECLARANT_1, ("46", "10"), values.person),
    (NoticeField.TAX_NUMBER_1, ("47", "40"), values.tax_number),
    (NoticeField.DECLARANT_2, ("48",), values.person),
    (NoticeField.TAX_NUMBER_2, ("49",), values.tax_number),
    (NoticeField.ISSUED_ON, ("4A",), values.day),
    (NoticeField.DECLARED_ON, ("4B",), values.day),
)  # fmt: skip
_ADDRESS_LINES = ("6S", "6T", "6U", "6V")


def read_notice(header: StampHeader, message: Message) -> TaxNotice | None:
    """What ``message`` proposes; ``None`` when the document is no tax notice of the known perimeter.

    Its signature is judged elsewhere: what is read here is only as good as that judgement.
    """
    if header.doc_type not in TAX_TYPES or header.perimeter not in (None, "01"):
        return None
    remarks: list[str] = []
    proposals = [one for row in _SINGLE if (one := _proposal(*row, message, remarks)) is not None]
    proposals += _address(message)
    if all(one.field is not NoticeField.REFERENCE_INCOME for one in proposals):
        remarks.append(_NO_INCOME)
    remarks += [_ODD.format(code=code) for code in message.odd if code.strip()]
    remarks += [_CUT.format(label=one.field.label) for one in proposals if one.is_cut]
    return TaxNotice(header.doc_type, tuple(proposals), (*dict.fromkeys(remarks), NEVER_SAID))


def _proposal(
    field: NoticeField, codes: tuple[str, ...], reads: _Reader, message: Message, remarks: list[str]
) -> NoticeProposal | None:
    said = next((one for code in codes if (one := message.only(code)) is not None), None)
    if said is None:
        return None
    value = reads(said.raw)
    # A number cut short is another number.
    if value is None or (said.is_cut and field not in (NoticeField.DECLARANT_1, NoticeField.DECLARANT_2)):
        remarks.append(_UNREAD.format(label=field.label))
        return None
    text = str(value)
    is_number = field in (NoticeField.TAX_NUMBER_1, NoticeField.TAX_NUMBER_2)
    return NoticeProposal(
        field, text, values.masked(text) if is_number else _shown(field, text), (said.code,), said.is_cut
    )


def _shown(field: NoticeField, text: str) -> str:
    if field is NoticeField.REFERENCE_INCOME:
        return f"{int(text):,} €".replace(",", "\N{NARROW NO-BREAK SPACE}")
    if field is NoticeField.SHARES:
        return text.replace(".", ",")
    if field in (NoticeField.ISSUED_ON, NoticeField.DECLARED_ON):
        return f"{text[8:]}/{text[5:7]}/{text[:4]}"
    return text


def _address(message: Message) -> Iterator[NoticeProposal]:
    """The address line by line where it is given so, or else as one text whose lines are not relied on."""
    lines = [one for code in _ADDRESS_LINES if (one := message.only(code)) is not None]
    town = [one for code in ("6W", "6X") if (one := message.only(code)) is not None]
    whole = message.only("4Y")
    if message.only("6U") is not None and town:
        fields: list[StampField] = [*lines, *town]
        text = "\n".join([*(one.raw.strip() for one in lines), " ".join(one.raw.strip() for one in town)])
    elif whole is not None and (joined := values.address(whole.raw)) is not None:
        fields, text = [whole], joined
    else:
        return
    codes = tuple(one.code for one in fields)
    yield NoticeProposal(NoticeField.ADDRESS, text, text, codes, any(one.is_cut for one in fields))
