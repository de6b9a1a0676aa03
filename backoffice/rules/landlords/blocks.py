"""The pages behind the sign-in as titled blocks of text, for whoever shows them."""

from collections.abc import Sequence
from dataclasses import dataclass

from backoffice.rules.landlords.account_shown import AccountShown
from backoffice.rules.landlords.tenant_view import HomeView, PortalView

MOST_LINES = 12
"""Lines of one block; a page is not a ledger."""


@dataclass(frozen=True)
class Block:
    """One block of the page: its title, an answer in large, lines in columns, and whether it warns.

    ``columns`` are the titles of the lines' columns, empty when the lines need none.
    """

    title: str
    answer: str = ""
    notes: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    lines: tuple[tuple[str, ...], ...] = ()
    tone: str = ""


def home_blocks(home: HomeView) -> tuple[Block, ...]:
    """The blocks of the page, in the order of the page; what the portal lacks has none."""
    blocks = [_banner(home), *_balance(home.account), _receipts(home), _insurance(home), _requests(home)]
    blocks += [_changes(home), _notices(home), _movements(home.account)]
    return tuple(one for one in blocks if one is not None)


def functions_block(view: PortalView) -> Block:
    """Where each function is, site or application."""
    channels = " et ".join(one.label for one in view.channels)
    notes = (f"Portail offert sur : {channels}.", *((view.renewal,) if view.renewal else ()))
    lines = tuple((one.label, one.place) for one in view.functions)
    return Block("Ce que ce portail offre", notes=notes, columns=("Fonction", "Où"), lines=lines)


def _banner(home: HomeView) -> Block | None:
    if not home.banners:
        return None
    tone = "bad" if any(one.tone == "bad" for one in home.banners) else "warn"
    lines = tuple((one.contract, one.sentence) for one in home.banners)
    return Block("Assurance du logement", columns=("Contrat", "Message"), lines=lines, tone=tone)


def _balance(account: AccountShown | None) -> Sequence[Block]:
    if account is None:
        return ()
    blocks = [Block("Mon solde", account.balance, notes=(account.as_of_words, account.lag))]
    if len(account.contracts) > 1:
        lines = tuple((one.number, one.what, one.balance) for one in account.contracts)
        blocks.append(Block("Mes contrats", columns=("Contrat", "Objet", "Solde"), lines=lines))
    return blocks


def _movements(account: AccountShown | None) -> Block | None:
    if account is None or not account.lines:
        return None
    shown = account.lines[:MOST_LINES]
    return Block("Mes derniers mouvements", columns=account.columns, lines=shown)


def _notices(home: HomeView) -> Block | None:
    if home.notices is None:
        return None
    found = home.notices
    notes = [f"Avis visibles : {found.window}."]
    if not found.titles:
        notes.append("Aucun avis à télécharger.")
    lines = tuple((title,) for title in found.titles[:MOST_LINES])
    left = len(found.titles) - len(lines)
    if left:
        notes.append(f"Les {len(lines)} derniers, et {left} plus anciens à télécharger aussi.")
    return Block("Mes avis d’échéance", notes=tuple(notes), columns=("Avis",) if lines else (), lines=lines)


def _receipts(home: HomeView) -> Block | None:
    if home.receipts is None or home.self_service is None:
        return None
    lines = tuple((one.title, one.state) for one in home.receipts)
    columns = ("Document", "État") if lines else ()
    return Block("Mes quittances", notes=(home.self_service.sentence,), columns=columns, lines=lines)


def _insurance(home: HomeView) -> Block | None:
    return None if home.insurance is None else Block("Mon attestation d’assurance", notes=(home.insurance,))


def _requests(home: HomeView) -> Block | None:
    if home.requests is None:
        return None
    lines = tuple((one.title, one.state) for one in home.requests)
    notes = () if lines else ("Aucune demande.",)
    return Block("Mes demandes", notes=notes, columns=("Demande", "État") if lines else (), lines=lines)


def _changes(home: HomeView) -> Block | None:
    told = (
        ("Coordonnées", home.contact_change),
        ("Situation et foyer", home.household_change),
        ("Enquêtes", home.surveys),
    )
    lines = tuple((what, words) for what, words in told if words is not None)
    if not lines:
        return None
    return Block("Mes informations", columns=("Rubrique", "Changement"), lines=lines)
