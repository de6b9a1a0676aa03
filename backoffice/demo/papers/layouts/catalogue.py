"""Every layout by its name."""

from collections.abc import Callable

from backoffice.demo.papers.facts import Facts
from backoffice.demo.papers.layouts.forms import (
    labels_above,
    labels_left,
    labels_under,
    table_grid,
    ticked_boxes,
)
from backoffice.demo.papers.layouts.hard import crowded, second_page, turned, two_columns
from backoffice.demo.papers.layouts.held import agency_page, framed_form, member_letter, start_up
from backoffice.demo.papers.layouts.letters import bank_letter, duration_letter, mutual_letter, online_letter
from backoffice.demo.papers.layouts.unseen import bank_form, rural_mutual, side_panel

Draw = Callable[[Facts], bytes]
LAYOUTS: dict[str, Draw] = {
    "mutual_letter": mutual_letter,
    "bank_letter": bank_letter,
    "online_letter": online_letter,
    "duration_letter": duration_letter,
    "labels_left": labels_left,
    "labels_above": labels_above,
    "labels_under": labels_under,
    "table_grid": table_grid,
    "ticked_boxes": ticked_boxes,
    "two_columns": two_columns,
    "turned": turned,
    "second_page": second_page,
    "crowded": crowded,
}
"""Those that the rules were written with; some certificates are drawn in others to try the rules."""

HELD_LAYOUTS: dict[str, Draw] = {
    "member_letter": member_letter,
    "agency_page": agency_page,
    "start_up": start_up,
    "framed_form": framed_form,
    "rural_mutual": rural_mutual,
    "bank_form": bank_form,
    "side_panel": side_panel,
}
"""Drawn after the rules were written, to try them on what they did not know."""
