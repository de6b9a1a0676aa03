"""The window’s own acts, as la barre proposes them: the cards, the tabs, the call, the pages, the colours."""

from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from backoffice.rules.caller import Act
from backoffice.services.tenant.results import TenantFile
from backoffice.views.bar.commands import Command, Commands
from backoffice.views.call.desk import CallDesk
from backoffice.views.role_pages import RolePages
from backoffice.views.tenant.cards import BALANCE, INSURANCE, PORTAL, RECEIPT, REQUESTS
from backoffice.views.tenant.page import TenantPage
from backoffice.views.theme import Theme

_NO_CALL = "Aucun appel n’est en cours."
_CALL_BEGUN = "Un appel est déjà en cours : concluez-le d’abord (F12)."
_SCHEMES = (
    ("Thème clair", Qt.ColorScheme.Light, ("clair",)),
    ("Thème sombre", Qt.ColorScheme.Dark, ("sombre", "nuit")),
    ("Thème du système", None, ("thème", "couleurs")),
)

Page = Callable[[], TenantPage]
"""The file in front when the act is done, which may be another one each time."""


def add_file_acts(commands: Commands, page: Page, desk: CallDesk) -> None:
    """The five answers and the tabs of a file."""

    def press(key: str) -> Callable[[], None]:
        return lambda: page().press(key)

    def unlock(file: TenantFile) -> str | None:
        if file.portal.action is None:
            return f"Rien à débloquer : {file.portal.headline}."
        return desk.missing(Act.UNLOCK, file)

    def issue(file: TenantFile) -> str | None:
        return desk.missing(Act.ISSUE_RECEIPT, file)

    def tabs(_file: TenantFile | None) -> Iterable[Command]:
        bar = page().details.tabs
        for rank in range(bar.count()):
            title = bar.tabText(rank)
            show = partial(_show_tab, page, rank)
            yield Command(f"Onglet {title}", show, f"Ctrl+{rank + 1}", also=(title,), needs_file=True)

    commands.add("Expliquer le solde", press(BALANCE), BALANCE, also=("solde",), needs_file=True)
    commands.add_for_file(
        "Émettre une quittance", press(RECEIPT), RECEIPT, ("quittance", "reçu", "attestation de loyer"), issue
    )
    commands.add_for_file(
        "Débloquer le compte en ligne", press(PORTAL), PORTAL, ("débloquer", "déblocage", "bloqué"), unlock
    )
    commands.add(
        "Demander ou voir l’assurance",
        press(INSURANCE),
        INSURANCE,
        also=("assurance", "attestation"),
        needs_file=True,
    )
    commands.add("Voir les demandes", press(REQUESTS), REQUESTS, also=("demandes",), needs_file=True)
    commands.add_source(tabs)


def add_call_acts(commands: Commands, desk: CallDesk, identify: Callable[[], object]) -> None:
    """Who is calling, and how it ends."""
    commands.add(
        "Identifier l’appelant",
        identify,
        "F8",
        also=("identifier", "identification", "appel"),
        needs_file=True,
    )
    commands.add(
        "Prendre un appel",
        desk.ring,
        "F8",
        also=("décrocher", "nouvel appel"),
        missing=lambda _file: None if desk.call is None else _CALL_BEGUN,
    )
    commands.add(
        "Conclure l’appel",
        desk.conclude,
        "F12",
        also=("conclure", "résumé de l’appel"),
        missing=lambda _file: None if desk.call is not None else _NO_CALL,
    )


def add_menu_acts(commands: Commands, menu: QMenu) -> None:
    """What a menu of the file holds, as it stands when asked."""

    def acts(_file: TenantFile | None) -> Iterable[Command]:
        for action in menu.actions():
            if action.isVisible() and action.isEnabled() and action.text():
                # A menu writes the key after a tabulation, and a letter under which a line is drawn.
                name = action.text().split("\t")[0].replace("&", "")
                yield Command(name, action.trigger, action.shortcut().toString(), needs_file=True)

    commands.add_source(acts)


def add_window_acts(commands: Commands, keys: Callable[[], object]) -> None:
    """The keys on one page; light or dark."""
    commands.add("Touches du clavier", keys, "F1", also=("clavier", "aide", "raccourcis", "touches"))
    for name, scheme, also in _SCHEMES:
        commands.add(name, partial(_dress, scheme), also=also)


def add_role_acts(commands: Commands, pages: RolePages) -> None:
    """The pages that a role has besides."""
    if pages.who_saw is not None:
        commands.add("Qui a vu un locataire ?", pages.show_who_saw, "Ctrl+J", also=("qui a vu", "trace"))
    if pages.privacy is not None:
        commands.add("Conservation des données", pages.show_privacy, "Ctrl+G", also=("conservation",))


def _show_tab(page: Page, rank: int) -> None:
    page().show_tab(rank)


def _dress(scheme: Qt.ColorScheme | None) -> None:
    Theme.current().choose(scheme)
