"""The type of each column of the views, the same in every format that knows types, whatever rows happen to be there."""

from enum import StrEnum


class ColumnType(StrEnum):
    """Types in the words of Frictionless Table Schema."""

    TEXT = "string"
    WHOLE = "integer"
    NUMBER = "number"
    DAY = "date"
    MOMENT = "datetime"


#: Counts, numbers and yes or no as 1 and 0.
_WHOLE = frozenset(
    "attempts campi_described campi_marked campo changed characters declared_campo described form_found "
    "has_protocollo marked"
    " marked_not_described needs_review ocr open_problems pages party_count party_position position problems "
    "protocolli replaced_by"
    " reminder replied replies reviewed_campo schede size suggested_campo".split()
)
_DAYS = frozenset({"answer_by", "protocol_date", "received_on", "signed_on"})
_NUMBERS = frozenset({"confidence", "latitude", "longitude"})


def type_of(name: str) -> ColumnType:
    """The type of a column by its name: the same name means the same in all views."""
    if name.endswith("_at"):
        return ColumnType.MOMENT
    if name in _DAYS:
        return ColumnType.DAY
    if name in _NUMBERS:
        return ColumnType.NUMBER
    return ColumnType.WHOLE if name in _WHOLE or name.endswith("_id") else ColumnType.TEXT
