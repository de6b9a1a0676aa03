"""``texts``: the texts of messages and letters, the reasons, in a landlord's words."""

import sys
from argparse import Namespace
from pathlib import Path
from uuid import uuid4

from sqlalchemy.orm import Session

from backoffice.cli.arguments import options_of
from backoffice.cli.desk import carry_out, desk, landlord_of
from backoffice.cli.output import print_columns, print_json, tell
from backoffice.cli.target import draft_for
from backoffice.errors import Misconfigured, Refused, Unavailable
from backoffice.rules.dates import french_instant
from backoffice.rules.letters.definition import Draft
from backoffice.rules.letters.segments import plain_sms, segments
from backoffice.rules.vocabulary.access import OpeningPurpose
from backoffice.rules.vocabulary.validation.tasks import TextChannel
from backoffice.rules.work.reasons import Reason
from backoffice.services.letters.preview import TextPreview, preview_text
from backoffice.services.letters.reasons import ReasonOrder, ReasonShown, reasons_shown, save_reason
from backoffice.services.letters.texts import (
    LandlordNamed,
    TextOrder,
    TextShown,
    my_landlords,
    save_text,
    text_history,
    text_shown,
    texts_shown,
)
from backoffice.services.mine import my_customer
from backoffice.services.tenant.lookup import customer_to_open
from backoffice.settings import Settings

_OURS = "texte du programme"
_MOST_BYTES = 100_000


def listed(parsed: Namespace) -> None:
    """Print every text of a landlord, and since when it is in force."""
    with desk(options_of(parsed)) as (session, settings):
        landlord = _landlord(session, settings)
        found = texts_shown(session, landlord.id)
    if parsed.json:
        print_json([_plain(one) for one in found])
        return
    tell(landlord.name)
    print_columns([(one.code.value, one.channel.value, one.code.label, _since(one)) for one in found])


def show(parsed: Namespace) -> None:
    """Print a text in force, its variables and its former versions. Raises ``NotFound``."""
    with desk(options_of(parsed)) as (session, settings):
        landlord = _landlord(session, settings)
        found = text_shown(session, landlord.id, parsed.code, parsed.channel)
        history = text_history(session, landlord.id, parsed.code, parsed.channel)
    if parsed.json:
        print_json({**_plain(found), "variables": found.variables, "history": history})
        return
    tell(f"{found.code.label}, {found.channel.label} : {_since(found)}")
    if found.draft.subject:
        tell(f"Objet : {found.draft.subject}")
    tell()
    tell(found.draft.body)
    tell()
    print_columns(
        [
            (f"{{{one.name}}}", one.label, "obligatoire" if one.name in found.required else "")
            for one in found.variables
        ]
    )
    for version in history:
        until = french_instant(version.until) if version.until else "aujourd’hui"
        tell(f"Du {french_instant(version.since)} à {until}, {version.who or 'auteur inconnu'}")


def reasons(parsed: Namespace) -> None:
    """Print the reasons of a queue, with what the tenant reads."""
    with desk(options_of(parsed)) as (session, settings):
        landlord = _landlord(session, settings)
        found = reasons_shown(session, landlord.id, parsed.kind)
    if parsed.json:
        print_json(found)
        return
    for one in found:
        state = "" if one.reason.active else " (retiré)"
        tell(f"{one.reason.rank}. {one.reason.code}, {one.reason.label}{state}")
        tell(f"   {one.reason.tenant_text}")


def word_reason(parsed: Namespace) -> None:
    """Word a reason anew from now on; what is not given stays as it is. Raises ``Refused``, ``Conflict``."""
    command_id = parsed.command or str(uuid4())

    def act(session: Session, settings: Settings) -> ReasonShown:
        landlord = _landlord(session, settings)
        shown = reasons_shown(session, landlord.id, parsed.kind)
        known = next((one for one in shown if one.reason.code == parsed.code), None)
        last = max((one.reason.rank for one in shown), default=0)
        before = known.reason if known else Reason(parsed.code, "", "", min(last + 1, 99))
        order = ReasonOrder(
            landlord_id=landlord.id,
            kind=parsed.kind,
            code=parsed.code,
            label=before.label if parsed.label is None else parsed.label,
            tenant_text=before.tenant_text if parsed.text is None else parsed.text,
            rank=parsed.rank or before.rank,
            active=(before.active or parsed.propose) and not parsed.withdraw,
            seen=known.row_id if known else None,
            command_id=command_id,
        )
        return save_reason(session, order)

    found = carry_out(options_of(parsed), act)
    if parsed.json:
        print_json(found)
        return
    tell(f"{found.reason.code}, {found.reason.label} : {'proposé' if found.reason.active else 'retiré'}")
    tell(found.reason.tenant_text)


def save(parsed: Namespace) -> None:
    """Word a text anew from now on, or go back to the program's.

    Raises ``Refused``, ``Conflict``, ``NotFound``, ``Unavailable``.
    """
    body = "" if parsed.default else _read(parsed.file)
    if not parsed.default and not body.strip():
        raise Refused("Le fichier est vide : écrivez le texte, ou demandez --default.", code="EMPTY_TEXT")
    command_id = parsed.command or str(uuid4())

    def act(session: Session, settings: Settings) -> TextShown:
        landlord = _landlord(session, settings)
        before = text_shown(session, landlord.id, parsed.code, parsed.channel)
        order = TextOrder(
            landlord.id, parsed.code, parsed.channel, parsed.subject, body, before.row_id, command_id
        )
        return save_text(session, order)

    found = carry_out(options_of(parsed), act)
    if parsed.json:
        print_json(_plain(found))
        return
    tell(f"{found.code.label}, {found.channel.label} : {_since(found)}")
    if found.channel is TextChannel.SMS:
        tell(segments(plain_sms(found.draft.body)).sentence)


def preview(parsed: Namespace) -> None:
    """Show a text, kept or not, as a tenant would read it; his file is opened, with its trace.

    Raises ``Refused``, ``Hidden``, ``Denied``, ``Unavailable``.
    """
    if parsed.out is None:
        _print_preview(parsed, _preview(parsed))
        return
    with draft_for(parsed.out) as file:
        found = _preview(parsed)
        if found.content is None:
            raise Misconfigured("Ce texte n’est pas une lettre : demandez --channel LETTER, ou ôtez --out.")
        file.fill(found.content)
        file.publish()
    _print_preview(parsed, found)


def _preview(parsed: Namespace) -> TextPreview:
    body = _read(parsed.file) if parsed.file else None
    with desk(options_of(parsed)) as (session, settings):
        wanted = landlord_of(session, settings)
        customer_id = customer_to_open(session, parsed.number, wanted, OpeningPurpose.CONTROL)
        landlord_id = my_customer(session, customer_id).landlord_id
        shown = text_shown(session, landlord_id, parsed.code, parsed.channel).draft
        draft = Draft(
            shown.subject if parsed.subject is None else parsed.subject, shown.body if body is None else body
        )
        return preview_text(session, parsed.code, parsed.channel, draft, customer_id)


def _print_preview(parsed: Namespace, found: TextPreview) -> None:
    if parsed.json:
        print_json(
            {
                "tenant": found.tenant,
                "subject": found.subject,
                "body": found.body,
                "parts": found.parts,
                "by_example": found.by_example,
            }
        )
        return
    if found.subject:
        tell(f"Objet : {found.subject}")
        tell()
    tell(found.body)
    if found.parts:
        tell()
        tell(found.parts)
    if found.by_example:
        names = ", ".join(f"{{{name}}}" for name in found.by_example)
        tell(f"Montrés par un exemple, la décision les donnera : {names}.")


def _landlord(session: Session, settings: Settings) -> LandlordNamed:
    code = landlord_of(session, settings)
    found = [one for one in my_landlords(session) if code is None or one.code == code]
    if len(found) != 1:
        known = ", ".join(one.code for one in found) or "aucun"
        raise Misconfigured(f"Dites de quel bailleur (--landlord CODE) : {known}.")
    return found[0]


def _read(name: str) -> str:
    try:
        content = sys.stdin.buffer.read(_MOST_BYTES + 1) if name == "-" else _bytes(Path(name))
    except OSError as error:
        raise Unavailable(
            f"Le fichier {name} ne peut pas être lu : vérifiez son nom et vos droits."
        ) from error
    if len(content) > _MOST_BYTES:
        raise Refused(
            f"Le fichier {name} est trop long pour un texte : raccourcissez-le.", code="TEXT_TOO_LONG"
        )
    try:
        return content.decode("utf-8-sig").strip()
    except UnicodeDecodeError as error:
        raise Refused(
            f"Le fichier {name} n’est pas écrit en UTF-8 : enregistrez-le ainsi.", code="WRONG_FILE"
        ) from error


def _bytes(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(_MOST_BYTES + 1)


def _since(found: TextShown) -> str:
    if found.since is None:
        return _OURS
    return f"depuis le {french_instant(found.since)}, {found.who or 'auteur inconnu'}"


def _plain(found: TextShown) -> dict[str, object]:
    return {
        "code": found.code,
        "channel": found.channel,
        "label": found.code.label,
        "subject": found.draft.subject,
        "body": found.draft.body,
        "since": found.since,
        "who": found.who,
        "default": found.row_id is None,
    }
