"""A thousand letters in one PDF, drawn as they are handed in: seconds, memory, size; no database.

``python3 dev.py bench letters [--letters N]``: the formal notice of insurance, a logo, each letter on a new
leaf. The exit code is 1 beyond twenty seconds of processor or 200 MB.
"""

import argparse
import resource
import sys
import time
from collections.abc import Iterator
from datetime import date

from backoffice.reports.letters.drawing import drawn_letters
from backoffice.reports.letters.logo import landlord_logo
from backoffice.rules.letters.filling import fill
from backoffice.rules.letters.layout import paragraphs
from backoffice.rules.letters.refusing import EXAMPLES
from backoffice.rules.letters.sheet import LetterSheet, Sender
from backoffice.rules.letters.texts import default_draft
from backoffice.rules.vocabulary.validation.tasks import TextChannel

CODE = "INSURANCE_FORMAL_NOTICE"
MOST_SECONDS, MOST_MEGABYTES = 20.0, 200.0


def sheets(count: int) -> Iterator[LetterSheet]:
    """Letters to as many tenants, one at a time."""
    draft = default_draft(CODE, TextChannel.LETTER)
    address = ("12 rue de la Paix", "87000 Limoges")
    sender = Sender(
        "Habitat Exemple", address, "060 804 770", "01 23 45 67 89", "#1F4E79", landlord_logo("logirem"), ""
    )
    for rank in range(1, count + 1):
        values = {**EXAMPLES, "contrat": f"{rank}/0"}
        yield LetterSheet(
            code=CODE,
            number=f"{rank}/0-202611-L1",
            landlord=sender,
            to=(f"Madame Claire MARTIN-{rank}", f"{rank} rue des Lilas", "87000 Limoges"),
            made_on=date(2026, 11, 22),
            place_and_day="Limoges, le 22/11/2026",
            reference=(("Contrat", f"{rank}/0"), ("N° client", str(rank))),
            subject=fill(draft.subject, values),
            greeting="Madame,",
            paragraphs=paragraphs(fill(draft.body, values)),
            closing="Veuillez agréer, Madame, l’expression de nos salutations distinguées.",
            signatory=("Pour Habitat Exemple", "Agence Centre"),
            registered=True,
        )


def main() -> int:
    """Draw, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--letters", type=int, default=1000)
    count = parser.parse_args().letters
    # The processor's own seconds: what others do on the machine meanwhile is not the product's time.
    begun = time.process_time()
    drawn = drawn_letters(sheets(count), odd_pages=True)
    seconds = time.process_time() - begun
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{count} letters, {drawn.pages} pages, {len(drawn.content) / 1e6:.1f} MB: "
        f"{seconds:.1f} s of processor (at most {MOST_SECONDS:.0f}), {megabytes:.0f} MB of memory"
    )
    return int(seconds > MOST_SECONDS or megabytes > MOST_MEGABYTES)


if __name__ == "__main__":
    sys.exit(main())
