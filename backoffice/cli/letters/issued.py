"""``letter``: letters issued, as they were issued."""

from argparse import Namespace

from backoffice.cli.arguments import options_of
from backoffice.cli.desk import desk, landlord_of
from backoffice.cli.output import print_columns, print_json, tell
from backoffice.cli.target import draft_for
from backoffice.rules.dates import french_instant
from backoffice.rules.letters.codes import TextCode
from backoffice.rules.vocabulary.access import OpeningPurpose
from backoffice.services.access.opening import Opening, open_file
from backoffice.services.letters.issuing import letter_bytes, letter_of, letters_of
from backoffice.services.tenant.lookup import customer_to_open


def listed(parsed: Namespace) -> None:
    """Print the letters of a tenant; his file is opened, with its trace. Raises ``Hidden``, ``Denied``."""
    with desk(options_of(parsed)) as (session, settings):
        wanted = landlord_of(session, settings)
        customer_id = customer_to_open(session, parsed.number, wanted, OpeningPurpose.MAIL)
        open_file(session, customer_id, Opening(OpeningPurpose.MAIL))
        found = letters_of(session, customer_id)
    if parsed.json:
        print_json(found)
        return
    if not found:
        tell("Aucune lettre n’a été émise pour ce locataire.")
    print_columns(
        [
            (
                str(one.letter_id),
                one.number,
                TextCode(one.code).label,
                one.state.label,
                french_instant(one.made_at),
            )
            for one in found
        ]
    )


def show(parsed: Namespace) -> None:
    """Print what a letter is, without its bytes. Raises ``NotFound``."""
    with desk(options_of(parsed)) as (session, _):
        found = letter_of(session, parsed.letter)
    if parsed.json:
        print_json(found)
        return
    tell(found.sentence)
    tell(f"Émise le {french_instant(found.made_at)}, empreinte {found.sha256}")


def pdf(parsed: Namespace) -> None:
    """Write a letter as it was issued, with its trace. Raises ``NotFound``, ``Refused``."""
    with draft_for(parsed.out) as file:
        with desk(options_of(parsed)) as (session, _):
            found = letter_of(session, parsed.letter)
            file.fill(letter_bytes(session, parsed.letter))
        file.publish()
    if parsed.json:
        print_json({"number": found.number, "sha256": found.sha256, "file": str(parsed.out)})
        return
    tell(f"{found.sentence} {parsed.out}")
