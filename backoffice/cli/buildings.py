"""``buildings``: a caretaker's tenants."""

from argparse import Namespace

from backoffice.cli.arguments import options_of
from backoffice.cli.desk import desk
from backoffice.cli.output import print_columns, print_json
from backoffice.errors import NotFound
from backoffice.services.caretaker.buildings import my_buildings


def show(parsed: Namespace) -> None:
    """Print who lives in the buildings of the caretaker signed in. Raises ``NotFound``, ``Refused``."""
    with desk(options_of(parsed)) as (session, _):
        tenants = my_buildings(session)
    if not tenants:
        raise NotFound(
            "Aucun locataire à montrer : vos immeubles sont réglés par l’administrateur "
            "(« backoffice db staff »).",
            code="NO_BUILDING",
        )
    if parsed.json:
        print_json({"tenants": tenants})
        return
    print_columns(
        [
            (
                tenant.street,
                tenant.premises,
                ", ".join(tenant.holders),
                ", ".join(tenant.phones),
                " ; ".join(f"{repair.summary} ({repair.state.lower()})" for repair in tenant.repairs),
            )
            for tenant in tenants
        ]
    )
