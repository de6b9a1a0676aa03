"""Profile files go into the tables once; from then on the tables rule."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from backoffice import paths
from backoffice.errors import NotFound, Refused
from backoffice.models.landlord import Landlord, LandlordParameter
from backoffice.rules.profile_values import PARAMETERS
from backoffice.services.landlords import landlord_parameters, load_landlord_files

pytestmark = pytest.mark.database

FILES = paths.resources() / "landlords"
TODAY = date(2026, 11, 21)


def _id(session: Session, code: str) -> int:
    return session.scalars(select(Landlord.id).where(Landlord.code == code)).one()


def _count(session: Session) -> tuple[int, int]:
    landlords = session.scalar(select(func.count()).select_from(Landlord)) or 0
    return landlords, session.scalar(select(func.count()).select_from(LandlordParameter)) or 0


def test_all_landlords_and_parameters_are_loaded_once(session: Session) -> None:
    codes = load_landlord_files(session, FILES)
    assert codes == ("ekidom", "larochelle", "logirem", "monlogement27", "vivest")
    assert _count(session) == (5, 5 * len(PARAMETERS))
    load_landlord_files(session, FILES)
    assert _count(session) == (5, 5 * len(PARAMETERS))


def test_silent_parameters_are_loaded_as_not_stated(session: Session) -> None:
    load_landlord_files(session, FILES)
    profile = landlord_parameters(session, _id(session, "ekidom"), TODAY)
    assert not profile.is_stated("lock.minutes")
    assert profile.lock_minutes is None
    assert profile.is_stated("sign_convention")
    vivest = landlord_parameters(session, _id(session, "vivest"), TODAY)
    assert vivest.is_stated("lock.minutes")
    assert vivest.lock_minutes == 10
    assert vivest.identity.phone == "09 77 42 57 57"


def test_a_later_row_wins_from_its_day_on_and_a_reload_leaves_it(session: Session) -> None:
    load_landlord_files(session, FILES)
    vivest = _id(session, "vivest")
    session.add(
        LandlordParameter(
            landlord_id=vivest,
            key="lock.minutes",
            value=15,
            stated=True,
            valid_from=date(2026, 6, 1),
            source="décision du 12/05/2026",
            author="admin.demo",
        )
    )
    session.flush()
    load_landlord_files(session, FILES)
    assert landlord_parameters(session, vivest, date(2026, 5, 31)).lock_minutes == 10
    later = landlord_parameters(session, vivest, date(2026, 6, 1))
    assert later.lock_minutes == 15
    assert later.origins["lock.minutes"].source == "décision du 12/05/2026"


def test_a_parameter_missing_from_the_tables_takes_our_default(session: Session) -> None:
    load_landlord_files(session, FILES)
    logirem = _id(session, "logirem")
    session.execute(
        delete(LandlordParameter).where(
            LandlordParameter.landlord_id == logirem, LandlordParameter.key == "password_min"
        )
    )
    profile = landlord_parameters(session, logirem, TODAY)
    assert profile.password_min == 12
    assert not profile.is_stated("password_min")
    load_landlord_files(session, FILES)
    assert landlord_parameters(session, logirem, TODAY).password_min == 9


def test_a_value_that_cannot_be_used_is_refused_with_its_place(session: Session) -> None:
    load_landlord_files(session, FILES)
    logirem = _id(session, "logirem")
    session.add(
        LandlordParameter(
            landlord_id=logirem,
            key="due_day",
            value="dix",
            stated=True,
            valid_from=TODAY,
            source="essai",
            author="essai",
        )
    )
    session.flush()
    with pytest.raises(Refused, match=r"table des paramètres.*due_day"):
        landlord_parameters(session, logirem, TODAY)


def test_one_wrong_file_and_nothing_is_written(session: Session, tmp_path: Path) -> None:
    for path in FILES.glob("*.toml"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    text = (FILES / "vivest.toml").read_text(encoding="utf-8")
    (tmp_path / "vivest.toml").write_text(text.replace("value = 10", "value = 0"), encoding="utf-8")
    with pytest.raises(Refused, match=r"« vivest\.toml ».*lock\.minutes"):
        load_landlord_files(session, tmp_path)
    assert _count(session) == (0, 0)


def test_two_files_of_the_same_landlord_are_refused(session: Session, tmp_path: Path) -> None:
    for name in ("a.toml", "b.toml"):
        (tmp_path / name).write_bytes((FILES / "vivest.toml").read_bytes())
    with pytest.raises(Refused, match="« vivest »"):
        load_landlord_files(session, tmp_path)


def test_a_file_in_another_encoding_is_refused(session: Session, tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_bytes("# Évreux".encode("latin-1"))
    with pytest.raises(Refused, match=r"« a\.toml ».*UTF-8"):
        load_landlord_files(session, tmp_path)


def test_an_empty_folder_is_refused(session: Session, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="Aucun profil"):
        load_landlord_files(session, tmp_path)


def test_an_unknown_landlord_is_not_found(session: Session) -> None:
    with pytest.raises(NotFound):
        landlord_parameters(session, 4321, TODAY)
