"""Actions in la barre: found by their words, greyed with a reason, the exact one first."""

from typing import cast

import pytest

from backoffice.services.tenant.results import TenantFile
from backoffice.views.bar.commands import OPEN_A_FILE, Command, Commands
from backoffice.views.bar.results.spelling import with_surname

FILE = cast("TenantFile", object())


def nothing() -> None:
    """What an action of these tests does."""


def known() -> Commands:
    """A few actions as the window adds them."""
    commands = Commands()
    commands.add("Émettre une quittance", nothing, "F3", also=("quittance", "reçu"), needs_file=True)
    commands.add_for_file(
        "Débloquer le compte en ligne", nothing, "F4", ("débloquer",), lambda _file: "Touche F8."
    )
    commands.add("Voir comme le locataire", nothing, "F11", needs_file=True)
    commands.add("Conclure l’appel", nothing, "F12", missing=lambda _file: "Aucun appel.")
    commands.add("Touches du clavier", nothing, "F1", also=("aide", "clavier"))
    commands.add_source(lambda _file: [Command("File « Attestations »", nothing, also=("Attestations",))])
    return commands


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("quittance", "Émettre une quittance"),
        ("QUIT", "Émettre une quittance"),
        ("la quittance", "Émettre une quittance"),
        ("quittance emettre", "Émettre une quittance"),
        ("recu", "Émettre une quittance"),
        ("debloquer", "Débloquer le compte en ligne"),
        ("débl compte", "Débloquer le compte en ligne"),
        ("locataire comme voir", "Voir comme le locataire"),
        ("conclure l'appel", "Conclure l’appel"),
        ("aide", "Touches du clavier"),
        ("attest", "File « Attestations »"),
    ],
)
def test_words_find_an_action_in_any_order_and_by_their_beginning(text: str, name: str) -> None:
    assert [offer.command.name for offer in known().find(text, FILE)] == [name]


@pytest.mark.parametrize("text", ["", " ", "q", "le", "du", "l’", "xyz", "quittance dupond", "07 56", "!!"])
def test_what_is_no_action_finds_none(text: str) -> None:
    assert known().find(text, FILE) == ()


@pytest.mark.parametrize(
    ("text", "exact"),
    [("quittance", True), ("la quittance", True), ("quittanc", False), ("voir locataire comme", True),
     ("voir locataire", False)],
)  # fmt: skip
def test_an_exact_name_is_told_from_a_beginning(text: str, exact: bool) -> None:
    [offer] = known().find(text, FILE)
    assert offer.exact is exact


def test_what_cannot_be_done_now_comes_last_with_its_reason() -> None:
    commands = known()
    commands.add("Compte : tout relire", nothing)
    found = commands.find("compte", FILE)
    assert [(offer.command.key, offer.reason) for offer in found] == [("", None), ("F4", "Touche F8.")]
    assert [offer.can_run for offer in found] == [True, False]


def test_an_act_on_a_file_asks_for_one() -> None:
    [offer] = known().find("quittance", None)
    assert offer.reason == OPEN_A_FILE
    [offer] = known().find("débloquer", None)
    assert offer.reason == OPEN_A_FILE, "the file is asked for before the level"


@pytest.mark.parametrize(
    ("text", "surname", "after"),
    [
        ("lefvre thi", "LEFEVRE", "LEFEVRE thi"),
        ("thi lefvre", "LEFEVRE", "thi LEFEVRE"),
        ("dupon", "DUPONT", "DUPONT"),
        ("le gof yann", "LE GOFF", "LE GOFF yann"),
        ("yann legof", "LE GOFF", "yann LE GOFF"),
        ("jean-piere benali", "BENALI", "jean-piere BENALI"),
        ("Mme d almeda Rosa", "D ALMEIDA", "Mme D ALMEIDA Rosa"),
        ("", "DUPONT", "DUPONT"),
    ],
)
def test_a_name_proposed_takes_the_place_of_the_misspelt_one(text: str, surname: str, after: str) -> None:
    assert with_surname(text, surname) == after
