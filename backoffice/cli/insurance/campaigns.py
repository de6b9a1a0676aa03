"""``insurance campaign …``: choose, count, prepare, run, show, print."""

from argparse import Namespace
from functools import partial
from uuid import uuid4

from sqlalchemy.orm import Session

from backoffice.cli.arguments import options_of
from backoffice.cli.desk import carry_out, desk, landlord_of, opened, settings_of
from backoffice.cli.output import print_columns, print_json, say, tell
from backoffice.cli.target import draft_for
from backoffice.database.session import transaction
from backoffice.errors import Misconfigured
from backoffice.rules.dates import french_day
from backoffice.rules.vocabulary.validation.insurance import CampaignLineState
from backoffice.services.insurance.campaigns.choosing import Choice, figures, uninsured
from backoffice.services.insurance.campaigns.running import (
    CampaignOrder,
    campaign_letters,
    drawn,
    prepare_campaign,
    retry_failed,
    run_campaign,
)
from backoffice.services.insurance.campaigns.table import (
    CampaignView,
    campaign_of,
    campaign_table,
    campaigns,
)
from backoffice.services.letters.texts import my_landlords
from backoffice.settings import Settings


def listed(parsed: Namespace) -> None:
    """Print the campaigns of my landlords."""
    with desk(options_of(parsed)) as (session, _):
        found = campaigns(session)
    if parsed.json:
        print_json(found)
        return
    if not found:
        tell("Aucune campagne n’a été préparée.")
    print_columns([(str(one.campaign_id), one.label, one.kind.label, _figures(one)) for one in found])


def preview(parsed: Namespace) -> None:
    """Count whom a campaign would write to; nothing is written."""
    with desk(options_of(parsed)) as (session, settings):
        found = uninsured(session, _choice(session, settings, parsed))
    told = figures(found)
    if parsed.json:
        print_json({"figures": told, "tenants": found})
        return
    tell(
        f"{told.tenants} locataires, {told.contracts} contrats, dont {told.by_letter_alone} par lettre seule"
    )
    for state, count in told.by_state:
        tell(f"{state.label} : {count}")


def prepare(parsed: Namespace) -> None:
    """Keep whom a campaign writes to; nobody is written to yet. Raises ``Refused``."""
    command_id = parsed.command or str(uuid4())

    def act(session: Session, settings: Settings) -> CampaignView:
        order = CampaignOrder(parsed.label, parsed.answer_by, _choice(session, settings, parsed), command_id)
        return prepare_campaign(session, order)

    found = carry_out(options_of(parsed), act)
    if parsed.json:
        print_json({"command": command_id, "campaign": found})
        return
    tell(f"Campagne n° {found.campaign_id} prête : {found.lines} locataires. « insurance campaign run ».")


def run(parsed: Namespace) -> None:
    """Write to those left, each once; stopped, run it again. Raises ``Refused``, ``NotFound``."""
    settings = settings_of(options_of(parsed))
    with opened(settings) as database:
        begin = partial(transaction, database.engine)
        for done in run_campaign(begin, parsed.campaign, parsed.most):
            if done.state is CampaignLineState.FAILED:
                say(f"Ligne {done.line_id} : {done.sentence}")
        with begin() as session:
            found = campaign_of(session, parsed.campaign)
    if parsed.json:
        print_json(found)
        return
    tell(_figures(found))


def show(parsed: Namespace) -> None:
    """Print the tenants of a campaign, failures first. Raises ``NotFound``."""
    with desk(options_of(parsed)) as (session, _):
        found, lines = campaign_of(session, parsed.campaign), campaign_table(session, parsed.campaign)
    if parsed.json:
        print_json({"campaign": found, "lines": lines})
        return
    tell(f"{found.label}, réponse avant le {french_day(found.answer_by)} : {_figures(found)}")
    print_columns(
        [
            (str(one.line_id), str(one.version), one.client_ref, one.contracts, one.state.label, one.outcome)
            for one in lines
        ]
    )


def pdf(parsed: Namespace) -> None:
    """Write the letters of a campaign in one PDF. Raises ``Refused``, ``NotFound``."""
    with draft_for(parsed.out) as file:
        with desk(options_of(parsed)) as (session, _):
            sheets = campaign_letters(session, parsed.campaign)
        file.fill(drawn(sheets))
        file.publish()
    tell(f"Lettres écrites dans {parsed.out}")


def retry(parsed: Namespace) -> None:
    """Put a failed tenant back to be done. Raises ``Conflict``, ``Refused``."""
    with desk(options_of(parsed)) as (session, _):
        retry_failed(session, parsed.line, parsed.version)
    tell("Ligne à refaire : relancez la campagne.")


def _choice(session: Session, settings: Settings, parsed: Namespace) -> Choice:
    code = landlord_of(session, settings)
    mine = [one for one in my_landlords(session) if code is None or one.code == code]
    if len(mine) != 1:
        known = ", ".join(one.code for one in mine)
        raise Misconfigured(f"Une campagne est d’un bailleur : ajoutez --landlord ({known}).")
    states = {"states": tuple(parsed.state)} if parsed.state else {}
    return Choice(mine[0].id, parsed.kind, parsed.agency, **states)


def _figures(one: CampaignView) -> str:
    return (
        f"{one.state.label.lower()}, {one.done} faits, {one.failed} échecs, {one.skipped} sans objet, "
        f"{one.left} à faire"
    )
