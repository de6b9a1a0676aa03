"""Finding the right tenant, best first, as the agent who may not own anything."""

import pytest
from sqlalchemy import Engine, text

from backoffice.database.session import transaction
from backoffice.rules.names import fold
from backoffice.services.search.find import find_tenants
from backoffice.services.search.results import SearchAnswer, SearchQuery

pytestmark = pytest.mark.database


def surname(why: str) -> str:
    return why.removeprefix("nom d’usage ").removeprefix("nom ")


def search(desk: Engine, text: str, landlord: str | None = None) -> SearchAnswer:
    with transaction(desk) as session:
        return find_tenants(session, SearchQuery(text, landlord))


@pytest.mark.parametrize(
    ("typed", "landlord", "client_ref", "matched"),
    [
        ("0756894100", "logirem", "1344", "PHONE"),
        ("07 56 89 41 00", "logirem", "1344", "PHONE"),
        ("+33756894100", "logirem", "1344", "PHONE"),
        ("07/56/89/41/00", "logirem", "1344", "PHONE"),
        ("1344", "logirem", "1344", "CLIENT"),
        ("1970223", "logirem", "1344", "PARTY"),
        ("00012345", "monlogement27", "00012345", "CLIENT"),
        ("12345", "monlogement27", "00012345", "CLIENT"),
        ("l2013936", "larochelle", "L/2013936", "CLIENT"),
        ("L/2013936", "larochelle", "L/2013936", "CLIENT"),
        (" 2013936", "larochelle", "L/2013936", "CLIENT"),
        ("994/0", "logirem", "1344", "LEASE"),
        ("05441712", "logirem", "1344", "ORDER"),
        ("317131", "logirem", "1344", "TRANSACTION"),
        ("2019060105225497", "logirem", "1344", "NOTICE"),
        ("2019 00000001 05225497", "logirem", "1344", "NOTICE"),
        ("JeanDupond@Exemple.com", "monlogement27", "00012345", "EMAIL"),
        ("lefevre thi", "logirem", "1344", "NAME"),
        ("thi hong NGUYEN", "logirem", "1344", "NAME"),
        ("nguyễn", "logirem", "1344", "NAME"),
    ],
)
def test_what_papers_print_and_people_type_finds_the_tenant_first(
    desk: Engine, typed: str, landlord: str, client_ref: str, matched: str
) -> None:
    first = search(desk, typed).rows[0]
    assert (first.landlord_code, first.client_ref, first.matched) == (landlord, client_ref, matched)


def test_each_row_says_why_it_matched(desk: Engine) -> None:
    assert search(desk, "0756894100").rows[0].why == "téléphone 07 56 89 41 00"
    assert search(desk, "1344").rows[0].why == "client 1344"
    assert search(desk, "lefevre thi").rows[0].why == "nom d’usage LEFÈVRE"


def test_exact_comes_before_a_beginning_and_the_line_before_the_alphabet(desk: Engine) -> None:
    rows = search(desk, "lefevre").rows
    assert rows[0].client_ref == "1344"
    exact = ["LEFÈVRE" in row.name.upper() or "Lefèvre" in row.why for row in rows]
    assert exact == sorted(exact, reverse=True)


def test_a_name_being_typed_already_answers(desk: Engine) -> None:
    answer = search(desk, "nguy")
    assert any(row.client_ref == "1344" for row in answer.rows)
    assert answer.shapes == ("Nom",)


def test_a_search_stays_in_the_landlord_asked(desk: Engine) -> None:
    assert search(desk, "1344", "vivest").rows == ()
    assert search(desk, "1344", "logirem").rows != ()


@pytest.mark.parametrize(
    "typed", ["", " ", "%", "_", "'; DROP TABLE person; --", "\\", "zzzzqqq", "é", "0" * 300]
)
def test_what_answers_nothing_breaks_nothing(desk: Engine, typed: str) -> None:
    assert search(desk, typed).rows == ()


def test_dwelling_and_parking_of_one_customer_are_one_row(desk: Engine) -> None:
    rows = [row for row in search(desk, "2013936").rows if row.matched in ("CLIENT", "LEASE")]
    assert len(rows) == 1
    assert rows[0].leases[0] == "L/2013936"
    assert rows[0].premises.startswith("logement")
    assert len(rows[0].leases) == 2


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("n'diaye", "N’DIAYE"),
        ("ndiaye", "NDIAYE"),
        ("lefebvre", "LEFEBVRE"),
        ("şahin", "ŞAHIN"),
        ("sahin", "SAHIN"),
        ("le gall", "LE GALL"),
        ("legall", "LEGALL"),
        ("d'almeida", "D’ALMEIDA"),
        ("dalmeida", "DALMEIDA"),
        ("mme lefèvre", "LEFÈVRE"),
    ],
)
def test_the_plain_name_spelt_as_typed_comes_first(desk: Engine, typed: str, name: str) -> None:
    rows = [row for row in search(desk, typed).rows if row.matched == "NAME"]
    spelt = [surname(row.why) == name for row in rows if fold(surname(row.why)) == fold(name)]
    whole = [fold(surname(row.why)) == fold(name) for row in rows]
    assert whole == sorted(whole, reverse=True), "a whole surname before a piece"
    calling = 1 if rows[0].client_ref == "1344" else 0
    assert spelt[calling:] == sorted(spelt[calling:], reverse=True), "the spelling typed before another"


def test_lefevre_gives_a_whole_name_first_and_a_main_holder(desk: Engine) -> None:
    first = search(desk, "lefevre").rows[0]
    assert (first.matched, fold(surname(first.why))) == ("NAME", "LEFEVRE")


@pytest.mark.parametrize(
    ("typed", "client_ref"),
    [
        ("client 1344", "1344"),
        ("n° 1344", "1344"),
        ("contrat 994/0", "1344"),
        ("commande 05441712", "1344"),
        ("tiers 1970223", "1344"),
        ("tel:+33756894100", "1344"),
        ("tél. 07 56 89 41 00", "1344"),
        ("１３４４", "1344"),
    ],
)
def test_a_number_is_found_with_its_label(desk: Engine, typed: str, client_ref: str) -> None:
    assert search(desk, typed).rows[0].client_ref == client_ref


def test_a_letter_still_alone_begins_no_name(desk: Engine) -> None:
    refs = {row.client_ref for row in search(desk, "lefevre t").rows}
    assert "1344" in refs
    assert refs == {row.client_ref for row in search(desk, "lefevre").rows}


def test_a_search_cut_short_says_so(desk: Engine) -> None:
    assert not search(desk, "1344").more
    with transaction(desk) as session:
        assert find_tenants(session, SearchQuery("martin", limit=2)).more


def test_the_mandate_of_a_direct_debit_is_found_by_its_reference(desk: Engine) -> None:
    with transaction(desk) as session:
        query = "SELECT m.reference, c.client_ref FROM mandate m JOIN lease l ON l.id = m.lease_id"
        reference, client_ref = session.execute(
            text(f"{query} JOIN customer c ON c.id = l.customer_id WHERE m.reference LIKE '%/%' LIMIT 1")
        ).one()
    for typed in (
        reference,
        reference.lower(),
        reference.replace("-", ""),
    ):
        first = search(desk, typed).rows[0]
        assert (first.client_ref, first.matched) == (client_ref, "RUM"), typed
    assert search(desk, f"RUM {reference.replace('-', ' ')}").rows[0].client_ref == client_ref
