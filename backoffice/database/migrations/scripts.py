"""SQL scripts beside the migrations: functions, triggers, what reads better as SQL than as Python."""

from pathlib import Path

from alembic import op

_FOLDER = Path(__file__).parent / "sql"


def run_script(name: str) -> None:
    """Run every statement of ``sql/<name>.sql`` in the transaction of the migration."""
    script = (_FOLDER / f"{name}.sql").read_text(encoding="utf-8")
    # Without parameters, a percent sign of the script is a percent sign.
    op.get_bind().exec_driver_sql(script, execution_options={"no_parameters": True})
