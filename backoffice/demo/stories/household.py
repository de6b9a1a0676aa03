"""Fifteen changes of household that wait, one for each event, with the papers sent (R3.10–R3.24)."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, RowMapping, text

from backoffice.rules.household.events import HouseholdEvent
from backoffice.rules.household.forms import Claim, ClaimQuality, EventForm, Newcomer, Protection, write_form
from backoffice.rules.vocabulary.calls import RepresentativeKind
from backoffice.rules.vocabulary.people import Civility, Relation
from backoffice.rules.vocabulary.validation.papers import DocumentKind

_E, _D = HouseholdEvent, DocumentKind
_ALONE, _PAIR, _GROWN = "alone", "pair", "grown"

# Homes of today in the order of their contracts: who holds them, who lives there. A closed file, a withheld
# address or a change under way already leaves a home out.
_HOMES = text("""
    SELECT l.id AS lease, l.landlord_id AS landlord, l.agency_id AS agency, l.customer_id AS customer,
           l.valid_from AS since, c.main_person_id AS main, other.person_id AS other, grown.person_id AS grown
    FROM lease l JOIN customer c ON c.id = l.customer_id JOIN premises p ON p.id = l.premises_id
    JOIN person m ON m.id = c.main_person_id
    LEFT JOIN LATERAL (SELECT h.person_id FROM lease_holder h WHERE h.lease_id = l.id AND h.valid_to IS NULL
                         AND h.person_id <> c.main_person_id ORDER BY h.id LIMIT 1) other ON true
    LEFT JOIN LATERAL (SELECT k.person_id FROM household_member k JOIN person g ON g.id = k.person_id
                       WHERE k.lease_id = l.id AND k.valid_to IS NULL AND k.relation = 'CHILD'
                         AND g.birth_date < CAST(:day AS date) - 18 * 366
                         AND k.valid_from < CAST(:day AS date) - 800 ORDER BY k.id LIMIT 1) grown ON true
    WHERE l.valid_to IS NULL AND p.kind = 'DWELLING' AND m.deceased_on IS NULL AND NOT c.reserved
      AND l.valid_from < CAST(:day AS date) - 800 AND c.id > :after
    ORDER BY l.id
""")
_ITEM = text("""
    INSERT INTO work_item (id, landlord_id, kind, agency_id, customer_id, lease_id, received_at, due_at)
    SELECT coalesce(max(w.id), 0) + 1, :landlord, 'HOUSEHOLD', :agency, :customer, :lease, :at,
           work_due(:landlord, 'HOUSEHOLD', :at) FROM work_item w
    RETURNING id
""")
_ASKED = text("""
    INSERT INTO change_submission
        (id, landlord_id, customer_id, lease_id, person_id, work_item_id, kind, event, asked, event_on,
         channel, submitted_at)
    SELECT coalesce(max(s.id), 0) + 1, :landlord, :customer, :lease, :main, :item, 'HOUSEHOLD', :event,
           CAST(:asked AS jsonb), :on, 'PORTAL', :at FROM change_submission s
""")
_TIED = text(
    "UPDATE household_member SET relation = :relation WHERE lease_id = :lease AND person_id = :other"
    " AND relation = 'SPOUSE'"
)
PAPER = text("""
    WITH made AS (
        INSERT INTO document
            (id, landlord_id, customer_id, lease_id, work_item_id, kind, channel, given_name, size_bytes,
             sha256, received_at)
        SELECT coalesce(max(d.id), 0) + 1, :landlord, :customer, :lease, :item, :kind, 'PORTAL', :name,
               octet_length(:content), encode(sha256(:content), 'hex'), :at FROM document d
        RETURNING id, landlord_id)
    INSERT INTO document_content (landlord_id, document_id, content)
    SELECT landlord_id, id, :content FROM made
""")

# The keys are given here, as the loader gives the others: the same each time the set is made.
NEXT_KEYS = text("""
    SELECT setval(pg_get_serial_sequence('work_item', 'id'), (SELECT max(id) FROM work_item)),
           setval(pg_get_serial_sequence('change_submission', 'id'), (SELECT max(id) FROM change_submission)),
           setval(pg_get_serial_sequence('document', 'id'), (SELECT max(id) FROM document))
""")


@dataclass(frozen=True)
class _Told:
    """What one tenant tells: of what home, how it is filled in, with which papers."""

    event: HouseholdEvent
    home: str
    form: Callable[[RowMapping, date], EventForm]
    papers: tuple[DocumentKind, ...]
    couple: Relation | None = None
    """What the other holder is to the first one, where the event needs another tie than marriage."""


def _days(day: date, count: int) -> date:
    return day - timedelta(days=count)


_PAUL = Newcomer(Civility.MONSIEUR, "Quéméneur", "Paul", date(1985, 5, 3))
_LISE = Newcomer(Civility.MADAME, "Abgrall", "Lise", date(1991, 9, 12))
_YANN = Newcomer(Civility.MONSIEUR, "Floc’h", "Yann", date(1988, 2, 21))
_ROSE = Newcomer(Civility.MADAME, "Guillou", "Rose", date(1957, 11, 30))
_GUARDIAN = Protection(RepresentativeKind.CURATOR, "Association tutélaire des Deux-Rives", reinforced=True)
_TOLD = (
    _Told(
        _E.MARRIAGE,
        _ALONE,
        lambda _, day: EventForm(_days(day, 40), newcomer=_PAUL),
        (_D.MARRIAGE_CERTIFICATE, _D.IDENTITY),
    ),
    _Told(
        _E.PACS,
        _ALONE,
        lambda _, day: EventForm(
            _days(day, 30), newcomer=_LISE, co_title=True, signed_by_all=True, requested_on=_days(day, 9)
        ),
        (_D.PACS_CERTIFICATE, _D.IDENTITY, _D.JOINT_REQUEST),
    ),
    _Told(_E.NEW_PARTNER, _ALONE, lambda _, day: EventForm(_days(day, 15), newcomer=_YANN), (_D.STATEMENT,)),
    _Told(
        _E.SEPARATION,
        _PAIR,
        lambda home, day: EventForm(_days(day, 20), person_id=home["other"]),
        (_D.LETTER,),
    ),
    _Told(
        _E.DIVORCE,
        _PAIR,
        lambda home, day: EventForm(_days(day, 90), kept_by=home["main"], person_id=home["other"]),
        (_D.JUDGMENT,),
    ),
    _Told(
        _E.PACS_ENDED,
        _PAIR,
        lambda home, day: EventForm(_days(day, 50), person_id=home["other"], mention_on=_days(day, 35)),
        (_D.PACS_END,),
        Relation.PACS_PARTNER,
    ),
    _Told(
        _E.HOLDER_LEAVES,
        _PAIR,
        lambda home, day: EventForm(_days(day, -30), person_id=home["other"], received_on=_days(day, 60)),
        (_D.NOTICE_TO_QUIT, _D.NEW_ADDRESS),
        Relation.OTHER_OCCUPANT,
    ),
    _Told(
        _E.VIOLENCE,
        _PAIR,
        lambda home, day: EventForm(_days(day, 6), person_id=home["main"]),
        (_D.REGISTERED_LETTER, _D.COURT_DECISION),
    ),
    _Told(
        _E.DEATH,
        _PAIR,
        lambda home, day: EventForm(_days(day, 12), person_id=home["other"]),
        (_D.DEATH_CERTIFICATE,),
    ),
    _Told(
        _E.ABANDONMENT,
        _GROWN,
        lambda home, day: EventForm(
            _days(day, 45),
            person_id=home["main"],
            claims=(Claim(home["grown"], ClaimQuality.DESCENDANT),),
            transfer_to=home["grown"],
        ),
        (_D.DEPARTURE_PROOF, _D.RESIDENCE_PROOF),
    ),
    _Told(
        _E.CHILD,
        _ALONE,
        lambda _, day: EventForm(
            _days(day, 8), newcomer=Newcomer(Civility.MADAME, "Tanguy", "Lou", _days(day, 8))
        ),
        (_D.BIRTH_CERTIFICATE,),
    ),
    _Told(_E.ADULT_ARRIVES, _ALONE, lambda _, day: EventForm(_days(day, 5), newcomer=_ROSE), (_D.IDENTITY,)),
    _Told(
        _E.OCCUPANT_LEAVES,
        _GROWN,
        lambda home, day: EventForm(_days(day, 18), person_id=home["grown"]),
        (_D.STATEMENT,),
    ),
    _Told(
        _E.NAME_CHANGE,
        _ALONE,
        lambda home, day: EventForm(_days(day, 25), person_id=home["main"], usage_name="Kerbrat"),
        (_D.IDENTITY,),
    ),
    _Told(
        _E.GUARDIANSHIP,
        _ALONE,
        lambda _, day: EventForm(_days(day, 70), protection=_GUARDIAN),
        (_D.GUARDIANSHIP_ORDER,),
    ),
)


def tell_households(connection: Connection, day: date, now: datetime, after: int) -> None:
    """Add the changes that wait, to tenants drawn after the customer ``after``, the last of the stories."""
    homes = list(connection.execute(_HOMES, {"day": day, "after": after}).mappings())
    for rank, told in enumerate(_TOLD):
        home = next((one for one in homes if _fits(one, told.home)), None)
        if home is None:
            # A small training set has not every kind of home.
            continue
        homes.remove(home)
        _submit(connection, told, home, day, now - timedelta(hours=3 * (rank + 1)))
    connection.execute(NEXT_KEYS)


def _fits(home: RowMapping, wanted: str) -> bool:
    if wanted == _PAIR:
        return home["other"] is not None
    if wanted == _GROWN:
        return home["grown"] is not None and home["other"] is None
    return home["other"] is None and home["grown"] is None


def _submit(connection: Connection, told: _Told, home: RowMapping, day: date, at: datetime) -> None:
    if told.couple is not None:
        connection.execute(_TIED, {**home, "relation": told.couple.value})
    form = told.form(home, day)
    given = dict(home) | {"at": at}
    item = connection.execute(_ITEM, given).scalar_one()
    given |= {
        "item": item,
        "event": told.event.value,
        "asked": json.dumps(write_form(form), ensure_ascii=False),
        "on": form.event_on,
    }
    connection.execute(_ASKED, given)
    for kind in told.papers:
        content = specimen(kind.label)
        connection.execute(
            PAPER, {**given, "kind": kind.value, "name": f"{kind.value.lower()}.pdf", "content": content}
        )


def specimen(title: str) -> bytes:
    """A paper of one page that carries its title: the smallest PDF that every reader opens."""
    words = f"BT /F1 20 Tf 60 760 Td ({title}) Tj 0 -40 Td /F1 12 Tf (Specimen de formation) Tj ET"
    stream = words.encode("cp1252", "replace")
    parts = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>\nstream\n%b\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    )
    written = b"%PDF-1.4\n"
    places = []
    for rank, part in enumerate(parts, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%b\nendobj\n" % (rank, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
    trailer = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(parts) + 1, len(written))
    return written + head + table + trailer
