"""What differs between two readings of a message, record by record."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

#: What a person compares, by kind of record; numbers and hashes are left out.
_COMPARED: dict[str, tuple[str, ...]] = {
    "documents": ("path", "kind", "status", "error", "media_type", "pages", "ocr"),
    "schede": (
        "campo",
        "title",
        "description",
        "document_path",
        "prefettura",
        "confidence",
        "method",
        "suggested_campo",
        "needs_review",
    ),
    "protocolli": ("kind", "title", "parties", "signed_on", "document_path"),
    "problems": ("code", "campo", "document_path", "detail"),
}
_NAMES = {"documents": "path", "schede": "description", "protocolli": "document_path", "problems": "detail"}
#: By what a person knows a record that changed; else by what it is paired by.
_TITLED = ("title", "description", "path", "detail")
_MESSAGE_FIELDS = ("kind", "status", "prefettura", "trust", "marked_campi", "subject", "sender")


@dataclass(frozen=True, slots=True)
class Change:
    """One difference of one message: `record` its kind, `what` added, removed or changed, `before` and `after` the
    values; `name` which record changed, "" for the message itself and where the value says it.
    """

    message: int
    record: str
    what: str
    field: str
    before: Any
    after: Any
    name: str = ""


def differences(number: int, before: dict[str, Any], after: dict[str, Any]) -> Iterator[Change]:
    """The differences between two messages in the shape of the contract."""
    for name in _MESSAGE_FIELDS:
        if before[name] != after[name]:
            yield Change(number, "message", "changed", name, before[name], after[name])
    for record, fields in _COMPARED.items():
        # Problems that come from comparing messages are no result of reading this one.
        old = [item for item in before[record] if not item.get("compared")]
        yield from _records(number, record, fields, old, after[record])


def _records(
    number: int, record: str, fields: Sequence[str], before: Sequence[dict[str, Any]], after: Sequence[dict[str, Any]]
) -> Iterator[Change]:
    """Pairs equal records first, then those that share a name, then by order; the rest was added or removed."""
    old, new = list(before), list(after)
    for item in list(old):
        if (same := next((other for other in new if all(item[f] == other[f] for f in fields)), None)) is not None:
            old.remove(item)
            new.remove(same)
    key = _NAMES[record]
    for item in list(old):
        partner = next((other for other in new if other[key] == item[key]), None)
        if partner is None and record == "schede":
            partner = next((other for other in new if other["document_path"] == item["document_path"]), None)
        if partner is None:
            yield Change(number, record, "removed", key, item[key], None)
        else:
            new.remove(partner)
            for field in fields:
                if item[field] != partner[field]:
                    yield Change(number, record, "changed", field, item[field], partner[field], _name(item))
    for item in new:
        yield Change(number, record, "added", key, None, item[key])


def _name(item: dict[str, Any]) -> str:
    """A few words by which a person knows a record."""
    return " ".join(str(next((item[field] for field in _TITLED if item.get(field)), "")).split())[:60]
