"""``work list``, ``next``, ``skip``, ``release``: what waits, and who holds it."""

from argparse import Namespace

from backoffice.cli.arguments import options_of
from backoffice.cli.desk import desk
from backoffice.cli.output import print_columns, print_json, say, tell
from backoffice.rules.dates import french_instant, french_time
from backoffice.rules.work.filters import QueueFilter
from backoffice.services.work.claims import Claim
from backoffice.services.work.following import claim_following, release_family
from backoffice.services.work.skipping import skip_item
from backoffice.services.work.waiting import WaitingItem, listed_items


def asked_of(parsed: Namespace) -> QueueFilter:
    """The filter that a command line states."""
    return QueueFilter(
        kinds=tuple(parsed.kinds),
        agencies=tuple(parsed.agency or ()),
        late=parsed.late,
        free=parsed.free,
        channel=parsed.channel,
        detail=parsed.event,
        passed_on=parsed.passed_on,
    )


def listing(parsed: Namespace) -> None:
    """List a queue in the order asked; nothing is claimed."""
    with desk(options_of(parsed)) as (session, _):
        found = listed_items(session, asked_of(parsed), parsed.sort, parsed.most)
    if parsed.json:
        print_json(found)
        return
    print_columns([_row(item) for item in found.items])
    if not found.items:
        tell("Rien n’attend dans cette file pour vos agences.")
    if found.kept_back:
        say(f"{found.kept_back} pour le responsable ou une autre agence.")


def _row(item: WaitingItem) -> tuple[str, ...]:
    late = " (en retard)" if item.late else ""
    holder = "vous" if item.mine else item.holder or "libre"
    skips = f"passé {item.skips} fois" if item.skips else ""
    due = f"pour le {french_instant(item.due_at)}{late}"
    return (str(item.item_id), item.kind.value, due, item.name, item.client_ref, item.agency, holder, skips)


def following(parsed: Namespace) -> None:
    """Claim the next item with its family."""
    with desk(options_of(parsed)) as (session, _):
        found = claim_following(session, asked_of(parsed), parsed.sort, after=parsed.after)
    if parsed.json:
        print_json(found)
    elif found is None:
        tell("Plus rien de libre dans cette file.")
    else:
        for claim in (found.claim, *found.family):
            tell(_claimed(claim))


def _claimed(claim: Claim) -> str:
    return (
        f"Dossier n° {claim.item_id} ({claim.kind.label}) réservé jusqu’à {french_time(claim.until)}, "
        f"à traiter pour le {french_instant(claim.due_at)}."
    )


def skip(parsed: Namespace) -> None:
    """Pass an item on with a reason."""
    with desk(options_of(parsed)) as (session, _):
        skip_item(session, parsed.item, parsed.reason)
    if parsed.json:
        print_json({"item": parsed.item, "skipped": True})
    else:
        tell("Dossier passé : il reviendra pour vous après les autres, jusqu’à demain.")


def release(parsed: Namespace) -> None:
    """Give a claimed item and its family back."""
    with desk(options_of(parsed)) as (session, _):
        released = release_family(session, parsed.item)
    if parsed.json:
        print_json({"item": parsed.item, "released": released})
    else:
        tell("Dossier rendu." if released else "Ce dossier n’était pas réservé par vous.")
