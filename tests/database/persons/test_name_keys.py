"""The keys that the database gives to names are those of the rules, whoever enters the person."""

import json
import random
from typing import Any

import pytest
from sqlalchemy import Connection, text

from backoffice.errors import Refused
from backoffice.rules.names import name_keys
from tests.database.persons.acting import acting_as
from tests.database.persons.test_creation import AGENT, customer
from tests.database.persons.test_merging import HOLDS, MANAGER, ONLINE, merge, persons

pytestmark = pytest.mark.database
TRAPS = (
    ("NGUYỄN", "LEFÈVRE", "Thị Hồng"),
    ("d’Almeida", None, "Jean-Marie Anne"),
    ("N'Diaye", "", "Œdipe"),
    ("de La Tour d'Auvergne", "L’Hôpital-Pérès", "Élie-Noël  Ælis"),
    ("O", None, "M"),
    ("Strauß", "STRAUẞ", "Þóra"),
    ("Łukasiewicz-Wałęsa", None, "Đức Øyvind"),
    ("İnönü", "Yıldız", "Ħanna"),
    ("Le\u00adfèvre", None, "Marie\u200bClaire"),
    ("Van den Berghe", "El Ben Al", "A B"),
    ("Mbʼaye", "Kaʻahumanu", "Jean\u00a0Paul"),
    ("Cañizares", "Ça", "François\u202fXavier"),
    ("Müller 2", "Ⅷ", "Zoë"),
    ("Παπαδόπουλος", None, "Жанна"),
    ("---", "’", "Paul"),
    ("Ñ", None, "É"),
    ("Saint–Exupéry", "Saint—Ex", "Antoine_Marie"),
)
PLANTED = {
    "kind": "OTHER", "civility": "M", "birth_name": "Zygomar", "first_names": "Ulysse",
    "keys": [["ZYGOMAR", "WHOLE"], ["ULYSSE", "FIRST"], ["MARTIN", "WHOLE"], ["LEFEVRE", "SURNAME"]],
    "contacts": [],
}  # fmt: skip


def kept_by_database(owner: Connection, names: tuple[str, str | None, str]) -> set[tuple[str, str]]:
    query = text("SELECT key, part FROM name_keys(:birth, :usage, :first)")
    values = dict(zip(("birth", "usage", "first"), names, strict=True))
    return {(row.key, row.part) for row in owner.execute(query, values)}


@pytest.mark.parametrize("names", TRAPS, ids=lambda names: names[0])
def test_names_are_cut_as_the_rules_cut_them(owner: Connection, names: tuple[str, str | None, str]) -> None:
    assert kept_by_database(owner, names) == {(one.key, one.part) for one in name_keys(*names)}


def test_every_person_and_any_shuffle_of_letters_has_the_same_keys(owner: Connection) -> None:
    rows = owner.execute(text("SELECT birth_name, usage_name, first_names FROM person")).all()
    chosen, letters = random.Random(25), "aàâäbcçdeéèêëfghiîïjklmnñoôöœpqrstuùûüvwxyÿzæ-' ’."
    made = [
        (
            "".join(chosen.choices(letters, k=9)).title(),
            "".join(chosen.choices(letters, k=14)),
            "".join(chosen.choices(letters, k=11)),
        )
        for _ in range(300)
    ]
    for names in [*(tuple(row) for row in rows), *made]:
        assert kept_by_database(owner, names) == {(one.key, one.part) for one in name_keys(*names)}, names


def enter(owner: Connection, told: dict[str, Any]) -> int:
    with acting_as(owner, AGENT) as session:
        made: int = session.scalar(
            text("SELECT create_person(:customer, CAST(:told AS jsonb), '{}', NULL)"),
            {"customer": customer(owner), "told": json.dumps(told)},
        )
    return made


def keys_of(owner: Connection, person: int) -> set[str]:
    return set(owner.scalars(text("SELECT key FROM person_name_key WHERE person_id = :p"), {"p": person}))


def test_keys_given_at_psql_are_not_kept(owner: Connection) -> None:
    assert keys_of(owner, enter(owner, PLANTED)) == {"ZYGOMAR", "ULYSSE"}
    # No key at all is no way round either: the very same person is still found.
    with pytest.raises(Refused) as refusal:
        enter(owner, PLANTED | {"keys": []})
    assert refusal.value.code == "SAME_PERSON"


@pytest.mark.parametrize(
    ("channel", "value", "key", "allowed"),
    [
        ("MOBILE", "06 98 76 54 32", "+33698765432", True),
        ("PHONE", "04.91.00.00.01 poste 12", "+33491000001", True),
        ("MOBILE", "06 98 76 54 32", "+33756894100", False),
        ("MOBILE", "06 98 76 54 32", "MARTIN", False),
        ("EMAIL", " Ulysse@Exemple.fr", "ulysse@exemple.fr", True),
        ("EMAIL", "ulysse@exemple.fr", "autre@exemple.fr", False),
        ("FAX", "0698765432", "+33698765432", False),
    ],
)
def test_a_contact_is_found_as_it_is_shown(
    owner: Connection, channel: str, value: str, key: str, allowed: bool
) -> None:
    told = PLANTED | {"contacts": [{"channel": channel, "value": value, "value_key": key}]}
    if allowed:
        assert enter(owner, told)
        return
    with pytest.raises(Refused) as refusal:
        enter(owner, told)
    assert refusal.value.code == "WRONG_CONTACT"


def test_undoing_a_merge_leaves_no_borrowed_name_whatever_is_told(owner: Connection) -> None:
    """At psql, who parts two persons cannot say that the names of one are the other's own."""
    kept, merged = persons(owner, "logirem", f"{HOLDS} AND NOT {ONLINE}")[:2]
    own, lent = keys_of(owner, kept), keys_of(owner, merged)
    with acting_as(owner, MANAGER) as session:
        event = merge(session, kept, merged)
    assert keys_of(owner, kept) == own | lent
    claimed = [f"{part} {key}" for key in lent for part in ("WHOLE", "SURNAME", "FIRST")]
    with acting_as(owner, MANAGER) as session:
        session.execute(
            text("SELECT unmerge_persons(:m, :v, :own)"), {"m": event.id, "v": event.version, "own": claimed}
        )
    assert keys_of(owner, kept) == own
