"""Alembic's entry: run the migrations on the connection handed over by ``upgrade``."""

import os

from alembic import context
from sqlalchemy import Connection

import backoffice.models.registry  # noqa: F401  # every mapped class must be known to the metadata
from backoffice.database.engine import make_engine
from backoffice.models.base import Base


def run(connection: Connection) -> None:
    """Run what is asked, all or nothing."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        compare_type=True,
        compare_server_default=True,
    )
    with context.begin_transaction():
        context.run_migrations()


handed_over = context.config.attributes.get("connection")
if handed_over is not None:
    run(handed_over)
else:
    # Only `alembic revision --autogenerate` comes this way, at a developer's desk.
    with make_engine(os.environ["BACKOFFICE_DSN"]).connect() as own:
        run(own)
