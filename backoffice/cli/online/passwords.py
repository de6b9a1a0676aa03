"""``portal passwords``, ``portal recreate``: rules for passwords, profiles to be made again."""

from argparse import Namespace
from functools import partial
from uuid import uuid4

from backoffice.cli.arguments import options_of
from backoffice.cli.desk import desk, landlord_of, opened, settings_of
from backoffice.cli.output import print_columns, print_json, say, tell
from backoffice.database.session import transaction
from backoffice.errors import Misconfigured
from backoffice.rules.portal.passwords import shown_bits
from backoffice.services.portal.passwords import LandlordPasswords, landlord_passwords
from backoffice.services.portal.recreation import RecreationStep, count_to_recreate, mark_all, unmark_all
from backoffice.settings import Settings


def passwords(parsed: Namespace) -> None:
    """Print each landlord's rules for passwords, their bits and what to read to the tenant."""
    with desk(options_of(parsed)) as (session, settings):
        pages = landlord_passwords(session, landlord_of(session, settings))
    if parsed.json:
        print_json(pages)
        return
    for rank, page in enumerate(pages):
        if rank:
            tell()
        _print_page(page)
    if pages:
        tell()
        tell(pages[0].advice)
        tell(pages[0].caveat)


def recreate(parsed: Namespace) -> None:
    """Mark the accounts opened before a day, count them, or take a marking back.

    Raises ``Refused``, ``NotFound``, ``Misconfigured``.
    """
    settings = settings_of(options_of(parsed))
    if parsed.undo is None and (settings.landlord is None or parsed.before is None):
        raise Misconfigured(
            "Dites de quel bailleur (--landlord CODE) et les comptes ouverts avant quel jour "
            "(--before AAAA-MM-JJ), ou quel marquage annuler (--undo UUID)."
        )
    if parsed.undo is not None:
        _undo(parsed, settings)
    elif parsed.count:
        _count(parsed, settings)
    else:
        _mark(parsed, settings)


def _count(parsed: Namespace, settings: Settings) -> None:
    assert settings.landlord is not None, "checked before"
    with desk(options_of(parsed)) as (session, _):
        found = count_to_recreate(session, settings.landlord, parsed.before)
    if parsed.json:
        print_json(found)
        return
    tell(f"{found.landlord_name} : {found.to_mark} comptes à marquer, {found.waiting} à recréer encore.")


def _mark(parsed: Namespace, settings: Settings) -> None:
    assert settings.landlord is not None, "checked before"
    command_id = parsed.command or str(uuid4())
    step = RecreationStep(0, finished=False)
    with opened(settings) as database:
        begin = partial(transaction, database.engine)
        for step in mark_all(begin, settings.landlord, parsed.before, command_id):
            say(f"Marqués : {step.done}.")
    if parsed.json:
        print_json({"command": command_id, "marked": step.done})
        return
    tell(f"{step.done} comptes marqués : leur profil est à recréer.")
    tell(f"Pour annuler, aujourd’hui seulement : « backoffice portal recreate --undo {command_id} ».")


def _undo(parsed: Namespace, settings: Settings) -> None:
    step = RecreationStep(0, finished=False)
    with opened(settings) as database:
        for step in unmark_all(partial(transaction, database.engine), parsed.undo):
            say(f"Marques ôtées : {step.done}.")
    if parsed.json:
        print_json({"command": parsed.undo, "unmarked": step.done})
        return
    tell(f"Marquage annulé : {step.done} comptes retrouvent leur profil.")


def _print_page(page: LandlordPasswords) -> None:
    tell(page.name)
    print_columns(
        [
            (
                one.screen,
                one.words,
                shown_bits(one.bits),
                f"80 bits : {one.alone.label}",
                f"50 avec blocage : {one.with_lock.label}",
                one.source,
            )
            for one in page.reading.policies
        ]
    )
    print_columns([(one.label, one.value, one.source) for one in page.lock])
    for remark in page.reading.remarks:
        tell(f"Remarque : {remark}")
    if page.app_advice:
        tell(page.app_advice)
    print_columns(page.functions)
    tell(f"À lire : « {page.reading.aloud} »")
