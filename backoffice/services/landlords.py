"""Landlords and their dated parameters: files are read once, from then on the tables rule."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from backoffice.errors import NotFound, Refused, Unavailable
from backoffice.models.landlord import Landlord, LandlordParameter
from backoffice.rules.profile import (
    LandlordIdentity,
    LandlordProfile,
    Origin,
    build_profile,
    read_profile,
)

_AUTHOR = "profil d’origine"


def load_landlord_files(session: Session, folder: Path) -> tuple[str, ...]:
    """Insert what the profile files of ``folder`` bring and the tables lack; return the landlords' codes.

    All files are checked before anything is written. A landlord or a parameter already in the
    tables is left as it is, whatever the file says. Raises ``Refused`` with the file, the key and
    the reason, ``Unavailable`` when a file cannot be read.
    """
    profiles = [_read(path) for path in sorted(folder.glob("*.toml"))]
    if not profiles:
        raise Refused(
            f"Aucun profil de bailleur dans « {folder} » : vérifiez l’installation.", code="NO_PROFILE"
        )
    _refuse_doubles(profiles)
    for profile in profiles:
        _insert_missing(session, profile)
    session.flush()
    return tuple(profile.identity.code for profile in profiles)


def landlord_parameters(session: Session, landlord_id: int, on: date) -> LandlordProfile:
    """The profile of a landlord with the values in force ``on`` that day.

    A parameter that the tables do not hold yet takes our default. Raises ``NotFound``, and
    ``Refused`` when a table holds a value that this program cannot use.
    """
    landlord = session.get(Landlord, landlord_id)
    if landlord is None:
        raise NotFound("Ce bailleur n’existe pas dans la base : demandez à l’administrateur.")
    rows = session.scalars(
        select(LandlordParameter)
        .where(LandlordParameter.landlord_id == landlord_id, LandlordParameter.valid_from <= on)
        .order_by(LandlordParameter.key, LandlordParameter.valid_from.desc())
        .ext(distinct_on(LandlordParameter.key))
    ).all()
    given = {row.key: (row.value, Origin(row.stated, row.source)) for row in rows}
    start = max((row.valid_from for row in rows), default=on)
    return profile_of(_identity(landlord), start, given)


def profile_of(
    identity: LandlordIdentity, start: date, given: Mapping[str, tuple[object, Origin]]
) -> LandlordProfile:
    """The same from what was already read: ``given`` values by key, in force together since ``start``.

    Raises ``Refused`` for a value that this program cannot use.
    """
    return build_profile(identity, start, given, f"{identity.code}, table des paramètres")


def _read(path: Path) -> LandlordProfile:
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise Refused(
            f"Le profil « {path.name} » est refusé : il n’est pas écrit en UTF-8 ; enregistrez-le ainsi.",
            code="PROFILE_REFUSED",
        ) from error
    except OSError as error:
        raise Unavailable(f"Le profil « {path.name} » ne peut pas être lu : vérifiez vos droits.") from error
    return read_profile(text, path.name)


def _refuse_doubles(profiles: list[LandlordProfile]) -> None:
    codes = [profile.identity.code for profile in profiles]
    for code in codes:
        if codes.count(code) > 1:
            raise Refused(
                f"Deux profils portent le code de bailleur « {code} » : gardez-en un.", code="PROFILE_REFUSED"
            )


def _insert_missing(session: Session, profile: LandlordProfile) -> None:
    who = profile.identity
    landlord = session.scalars(select(Landlord).where(Landlord.code == who.code)).one_or_none()
    if landlord is None:
        landlord = Landlord(
            code=who.code, name=who.name, legal_form=who.legal_form, siren=who.siren, street=who.street,
            postal_code=who.postal_code, town=who.town, phone=who.phone, email=who.email,
        )  # fmt: skip
        session.add(landlord)
        session.flush()
    known = select(LandlordParameter.key).where(LandlordParameter.landlord_id == landlord.id)
    missing = profile.origins.keys() - set(session.scalars(known))
    session.add_all(_row(landlord.id, profile, key) for key in sorted(missing))


def _row(landlord_id: int, profile: LandlordProfile, key: str) -> LandlordParameter:
    origin = profile.origins[key]
    return LandlordParameter(
        landlord_id=landlord_id,
        key=key,
        value=profile.value(key),
        stated=origin.stated,
        valid_from=profile.valid_from,
        source=origin.source,
        author=_AUTHOR,
    )


def _identity(landlord: Landlord) -> LandlordIdentity:
    return LandlordIdentity(
        code=landlord.code, name=landlord.name, legal_form=landlord.legal_form, street=landlord.street,
        postal_code=landlord.postal_code, town=landlord.town, phone=landlord.phone, siren=landlord.siren,
        email=landlord.email,
    )  # fmt: skip
