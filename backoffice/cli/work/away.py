"""``work absence``, ``second-look``, ``error-rate``: who is away, what a second person finds."""

from argparse import Namespace
from datetime import date, timedelta

from backoffice.cli.arguments import options_of
from backoffice.cli.desk import desk, today_of
from backoffice.cli.output import print_columns, print_json, tell
from backoffice.errors import Misconfigured, NotFound
from backoffice.rules.dates import add_months, french_day, french_instant, french_month, last_day, month_of
from backoffice.rules.vocabulary.validation.work import LookVerdict
from backoffice.services.staff import current_staff
from backoffice.services.work.absences import AbsenceView, absences, cancel_absence, record_absence
from backoffice.services.work.second_looks import error_rates, give_look, second_looks

_MANY = 500
_MONTHS = 11


def absence(parsed: Namespace) -> None:
    """List absences, note one, or take one back."""
    with desk(options_of(parsed)) as (session, _):
        if parsed.cancel is not None:
            cancel_absence(session, parsed.cancel, _found(absences(session), parsed.cancel).version)
        elif parsed.who is not None:
            if parsed.first is None or parsed.last is None:
                raise Misconfigured("Donnez le premier et le dernier jour : --from et --to.")
            codes = current_staff(session).landlord_codes
            house = parsed.of or (codes[0] if len(codes) == 1 else None)
            if house is None:
                raise Misconfigured(f"Dites de quel bailleur : --of, parmi {', '.join(codes)}.")
            end = parsed.last + timedelta(days=1)
            record_absence(session, parsed.who, parsed.first, end, landlord=house, stand_in=parsed.stand_in)
        found = absences(session)
    if parsed.json:
        print_json(found)
        return
    print_columns([_row(one) for one in found])
    if not found:
        tell("Aucune absence notée.")


def _found(listed: tuple[AbsenceView, ...], wanted: int) -> AbsenceView:
    for one in listed:
        if one.absence_id == wanted:
            return one
    raise NotFound("Cette absence n’existe pas ou n’est pas la vôtre : relisez la liste.")


def _row(one: AbsenceView) -> tuple[str, ...]:
    last = last_day(one.end)
    days = f"du {french_day(one.first_day)} au {french_day(last or one.first_day)}"
    stand_in = f"remplacé par {one.stand_in}" if one.stand_in else "sans remplaçant"
    return (str(one.absence_id), one.who, days, one.landlord, stand_in)


def second_look(parsed: Namespace) -> None:
    """List the decisions drawn, or give a verdict on one."""
    with desk(options_of(parsed)) as (session, _):
        looks = second_looks(session, most=_MANY)
        if parsed.look is not None and (parsed.agree or parsed.disagree is not None):
            look = next((one for one in looks if one.look_id == parsed.look), None)
            if look is None:
                raise NotFound("Cette relecture n’existe pas ou n’est pas pour vous : relisez la liste.")
            verdict = LookVerdict.AGREED if parsed.agree else LookVerdict.DISAGREED
            give_look(session, look.look_id, look.version, verdict, parsed.disagree)
            looks = (look,)
    if parsed.json:
        print_json(looks)
        return
    if parsed.look is not None:
        tell("Avis noté ; la décision tient. « work reopen » remet le dossier dans sa file.")
        return
    print_columns([
        (str(one.look_id), one.kind.value, french_instant(one.decided_at), one.name, one.decision.label)
        for one in looks
    ])  # fmt: skip
    if not looks:
        tell("Aucune décision à relire.")


def error_rate(parsed: Namespace) -> None:
    """The measured error rate by queue and month; a year when no month is given."""
    with desk(options_of(parsed)) as (session, settings):
        last: date = parsed.last or month_of(today_of(session, settings))
        first: date = parsed.first or add_months(last, -_MONTHS)
        rates = error_rates(session, first, add_months(last, 1))
    if parsed.json:
        print_json(rates)
        return
    print_columns([
        (french_month(one.month), one.kind.label, one.rate.words, f"{one.rate.wrong} sur {one.rate.looked}",
         f"{one.waiting} à relire")
        for one in rates
    ])  # fmt: skip
    if not rates:
        tell("Aucune décision tirée sur ces mois.")
