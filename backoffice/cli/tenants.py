"""``lookup``, ``tenant``: finding a tenant, reading his file."""

from argparse import Namespace
from collections.abc import Sequence
from dataclasses import replace

from backoffice.cli.arguments import options_of
from backoffice.cli.desk import desk, landlord_of, today_of
from backoffice.cli.output import plain, print_columns, print_json, say, tell
from backoffice.errors import NotFound, Refused
from backoffice.rules.dates import french_day, french_instant, paris_day
from backoffice.rules.money import euros
from backoffice.rules.vocabulary.access import AccessKind
from backoffice.services.access.opening import Opening
from backoffice.services.access.quotas import nearly_spent
from backoffice.services.access.searching import Searched, record_search
from backoffice.services.desk.timeline.pages import timeline
from backoffice.services.desk.timeline.results import TimelineLine
from backoffice.services.search.find import find_tenants
from backoffice.services.search.results import SearchAnswer, SearchQuery
from backoffice.services.tenant.account import all_postings
from backoffice.services.tenant.file import open_tenant
from backoffice.services.tenant.lookup import customer_to_open
from backoffice.services.tenant.results import TenantFile

_HISTORY_SHOWN, _HISTORY_READ = 12, 500
_POSTINGS_SHOWN = 8


def lookup(parsed: Namespace) -> None:
    """Print the tenants that answer to a text, best first; traced and counted before it is printed.

    Raises ``NotFound``, ``Refused``.
    """
    with desk(options_of(parsed)) as (session, settings):
        today = today_of(session, settings)
        query = SearchQuery(parsed.text, landlord_of(session, settings), today, parsed.limit)
        answer = find_tenants(session, query)
        only = answer.rows[0].customer_id if len(answer.rows) == 1 else None
        left = record_search(session, Searched(parsed.text, len(answer.rows), only))
    if parsed.json:
        told = {
            "chips": answer.chips,
            "rows": answer.rows,
            "proposals": answer.proposals,
            "more": answer.more,
        }
        print_json({"query": parsed.text, "shapes": answer.shapes, **told})
    else:
        _print_answer(answer)
    _warn(nearly_spent(AccessKind.SEARCH, left))
    if answer.notice:
        raise Refused(answer.notice, code="RESERVED_FILE")
    if not answer.rows:
        near = f"un nom proche ({_near(answer)})" if answer.proposals else "le nom"
        raise NotFound(
            f"Personne ne répond à « {parsed.text} » : essayez {near}, un numéro de l’avis, "
            "le téléphone ou le courriel.",
            code="NOBODY",
        )


def _warn(sentence: str | None) -> None:
    if sentence is not None:
        say(sentence)


def _print_answer(answer: SearchAnswer) -> None:
    if not answer.rows:
        return
    tell(" · ".join(chip.label for chip in answer.chips))
    print_columns(
        [
            (
                row.landlord_code,
                row.client_ref,
                row.name,
                row.leases[0] if row.leases else "",
                row.address,
                "" if row.is_current and not row.is_former else "ancien locataire",
                row.quality.label,
                f"({row.why})",
            )
            for row in answer.rows
        ]
    )
    if answer.more:
        tell("… et d’autres : précisez.")
    if answer.proposals:
        tell(f"Noms proches : {_near(answer)}.")


def _near(answer: SearchAnswer) -> str:
    return ", ".join(one.surname for one in answer.proposals)


def tenant(parsed: Namespace) -> None:
    """Print a tenant's file. Raises ``NotFound``, ``Refused`` when several landlords answer."""
    with desk(options_of(parsed)) as (session, settings):
        landlord = landlord_of(session, settings)
        customer_id = customer_to_open(session, parsed.number, landlord, parsed.purpose)
        file = open_tenant(session, customer_id, settings.as_of, Opening(parsed.purpose))
        history = timeline(session, customer_id, count=_HISTORY_READ if parsed.json else _HISTORY_SHOWN).lines
        if parsed.json and file.postings_since is not None:
            whole = all_postings(session, customer_id, file.as_of)
            file = replace(file, postings=whole, postings_since=None)
    if parsed.json:
        print_json({**plain(file), "history": history})
    else:
        _print_file(file, history)
    _warn(nearly_spent(AccessKind.OPENING, file.files_left))


def _print_file(file: TenantFile, history: Sequence[TimelineLine]) -> None:
    tell(f"{file.name} — {file.title}")
    tell(f"{file.landlord_name} · {file.client_ref_label} {file.client_ref} · Tiers {file.party_number}")
    if file.call is not None:
        tell(f"Appel n° {file.call.id} en cours, niveau {file.call.level.value[1]} ({file.call.how})")
    for block in (_cards(file), _leases(file), _postings(file), _history(history)):
        tell()
        print_columns(block)


def _cards(file: TenantFile) -> list[tuple[str, ...]]:
    cards = (
        ("Solde", file.balance),
        ("Quittance", file.receipt),
        ("Compte en ligne", file.portal),
        ("Assurance", file.insurance),
        ("Demandes", file.requests),
    )
    return [(title, card.badge, card.headline, card.detail) for title, card in cards]


def _leases(file: TenantFile) -> list[tuple[str, ...]]:
    return [
        (
            lease.number,
            lease.description,
            lease.address,
            _held(lease.starts_on, lease.ends_on),
            euros(lease.balance_due),
        )
        for lease in file.leases
    ]


def _postings(file: TenantFile) -> list[tuple[str, ...]]:
    return [
        (
            french_day(line.posted_on),
            line.label,
            euros(line.debit) if line.debit else "",
            euros(line.credit) if line.credit else "",
            euros(line.balance),
        )
        for line in file.postings[:_POSTINGS_SHOWN]
    ]


def _history(lines: Sequence[TimelineLine]) -> list[tuple[str, ...]]:
    return [
        (
            french_day(paris_day(line.at)) if line.dated else french_instant(line.at),
            line.family.value,
            line.sentence,
            line.who,
        )
        for line in lines
    ]


def _held(starts_on: object, ends_on: object) -> str:
    return f"du {starts_on:%d/%m/%Y} au {ends_on:%d/%m/%Y}" if ends_on else f"depuis le {starts_on:%d/%m/%Y}"
