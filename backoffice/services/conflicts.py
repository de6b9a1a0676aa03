"""Saving a form: the row as it was seen, or a conflict with the three values and the name of the other."""

from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import select, text
from sqlalchemy.orm import Mapper, Session, class_mapper

from backoffice.errors import Conflict, EditConflict, FieldConflict, NotFound
from backoffice.models.base import Versioned
from backoffice.rules.work.edits import conflict_sentence
from backoffice.services.clock import server_day

_LAST_SAVE = text("SELECT full_name, saved_at FROM last_save(:name, :key)")

Record = TypeVar("Record", bound=Versioned)


@dataclass(frozen=True)
class FieldEdit:
    """One field of a form: the column, its label, the value first shown, the value now."""

    name: str
    label: str
    original: object
    mine: object


@dataclass(frozen=True)
class Edit:
    """What a form wants saved, and the version it was opened on."""

    version: int
    fields: tuple[FieldEdit, ...]


def rebuilt(edit: Edit, conflict: EditConflict, keep_theirs: frozenset[str]) -> Edit:
    """The edit to save once somebody has chosen: on the other's version, with his values where named."""
    mine = {field.name: field.mine for field in edit.fields}
    fields = tuple(
        FieldEdit(one.name, one.label, one.theirs, one.theirs if one.name in keep_theirs else mine[one.name])
        for one in conflict.fields
    )
    return Edit(conflict.version, fields)


def save_edit(session: Session, model: type[Record], key: int, edit: Edit) -> Record:
    """Save the fields that the form changed, unless a colleague saved one of the form's fields first.

    What he saved beside the form does not stand in the way: only changed columns are written. The row stays
    locked until the end of the transaction. Raises ``Conflict`` with the three values of each field, the
    name of the other and the minute (from the trace); ``NotFound`` when the row is gone or another's.
    """
    query = select(model).where(_mapper(model).primary_key[0] == key).with_for_update()
    row = session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if row is None:
        raise NotFound("Cet enregistrement n’existe plus : rouvrez le dossier.")
    if row.version != edit.version:
        _refuse_lost_update(session, row, key, edit)
    for field in edit.fields:
        if field.mine != field.original:
            setattr(row, field.name, field.mine)
    session.flush()
    return row


def _refuse_lost_update(session: Session, row: Versioned, key: int, edit: Edit) -> None:
    fields = tuple(
        FieldConflict(field.name, field.label, field.original, field.mine, getattr(row, field.name))
        for field in edit.fields
    )
    if all(field.theirs == field.original for field in fields):
        return
    name = str(_mapper(type(row)).local_table)
    saved = session.execute(_LAST_SAVE, {"name": name, "key": str(key)}).one_or_none()
    conflict = EditConflict(
        fields, row.version, saved.full_name if saved else None, saved.saved_at if saved else None
    )
    sentence = conflict_sentence(conflict, server_day(session))
    raise Conflict(sentence, code="LOST_UPDATE", edit=conflict)


def _mapper(model: type[Versioned]) -> Mapper[Any]:
    mapper: Mapper[Any] = class_mapper(model)
    return mapper
