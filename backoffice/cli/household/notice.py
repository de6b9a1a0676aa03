"""``notice``: when a notice to quit ends (R3.28)."""

from argparse import Namespace

from backoffice.cli.arguments import options_of
from backoffice.cli.desk import desk, landlord_of
from backoffice.cli.output import print_json, tell
from backoffice.services.household.calculator import NoticeAsked, notice_asked


def calculate(parsed: Namespace) -> None:
    """Print the end of a notice. Raises ``Refused``."""
    with desk(options_of(parsed)) as (session, settings):
        asked = NoticeAsked(
            landlord_of(session, settings),
            parsed.received,
            parsed.reason,
            proof_joined=parsed.proof,
            married=parsed.married,
            both_signed=not parsed.one_signature,
        )
        done = notice_asked(session, asked)
    if parsed.json:
        print_json({"notice": done, "verified": done.verified})
        return
    for sentence in done.sentences:
        tell(sentence)
