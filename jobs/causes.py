"""Why messages could not be read, and what a person can do about it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from config.errors import OriginalDamagedError
from config.settings import PREFIX, Settings
from jobs.failures import operator_text
from store.shortfall import Shortfall

#: How each tool of the system is installed, by a word of the sentences that name it.
INSTALL = {
    "libarchive": "apt-get install libarchive13",
    "tesseract": "apt-get install tesseract-ocr tesseract-ocr-ita",
    "libreoffice": "apt-get install libreoffice-writer-nogui libreoffice-calc-nogui libreoffice-impress-nogui",
    "soffice": "apt-get install libreoffice-writer-nogui libreoffice-calc-nogui libreoffice-impress-nogui",
}
#: A limit as `config.limits.over` tells it, or only named.
_LIMIT = re.compile(r"LIMIT_([A-Z_]+)(?: is (\d+))?(?:; (\d+) would do)?")

_ASK = "ask the office for it (`raccolta letter SIGLA`)"
_REPLACE = "put a copy that can be read in its place: `raccolta replace ID DOCUMENT FILE`"
#: What is wrong and what to do, by the code of the problem.
_BY_CODE: dict[str, tuple[str, str]] = {
    "encrypted_document": ("needs a password", f"{_ASK} without a password, or {_REPLACE}"),
    "unreadable_document": ("damaged, or without text", f"look at it (`raccolta files ID -o DIR`); {_ASK}, or "
                                                        f"{_REPLACE}"),
    "unsupported_document": ("of a format that is not read", f"turn it into PDF or Word and {_REPLACE}; or {_ASK} in "
                                                             f"such a format"),
    "infected_document": ("holds a virus, as clamd says", f"{_ASK}, cleaned, or {_REPLACE}; do not open it"),
    "missing_attachment": ("announced or named, and not there", _ASK),
    "empty_attachment": ("came without content", f"{_ASK}, or {_REPLACE}"),
    "archive_limit": ("too large or too deep", "raise the limit that the reason names"),
    "processing_limit": ("could not be read within the limits", "`raccolta rerun ID`; if it fails again, look at it "
                                                                "(`raccolta files ID -o DIR`)"),
    "internal_error": ("a bug of ours", "report what `raccolta show ID --why` prints; after an upgrade `raccolta "
                                        "rerun ID`"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cause:
    """What several shortfalls have in common: `what` went wrong, what is `to_do`."""

    what: str
    to_do: str
    found: tuple[Shortfall, ...]


def causes(found: Iterable[Shortfall], settings: Settings) -> list[Cause]:
    """The shortfalls grouped by cause, the most frequent first. Of a limit the highest value that would do counts."""
    groups: dict[str, list[Shortfall]] = {}
    for item in found:
        groups.setdefault(_key(item), []).append(item)
    ordered = sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))
    return [Cause(*_told(key, items, settings), tuple(items)) for key, items in ordered]


def limit_named(reason: str) -> tuple[str, int | None] | None:
    """The limit that a reason names, as in `rerun --limit`, and the value that would do if it says so."""
    found = _LIMIT.search(reason)
    return None if found is None else (found[1].lower(), int(found[3]) if found[3] else None)


def _key(item: Shortfall) -> str:
    if (limit := limit_named(item.reason)) is not None:
        return f"limit {limit[0]}"
    if (tool := next((tool for tool in INSTALL if tool in item.reason.lower()), None)) is not None:
        return f"tool {tool}"
    if item.reason.endswith(operator_text(OriginalDamagedError())):
        return "damage"
    return f"code {item.code}" if item.code in _BY_CODE else "server" if item.message is None else "outage"


def _told(key: str, items: list[Shortfall], settings: Settings) -> tuple[str, str]:
    kind, _, name = key.partition(" ")
    if kind == "limit":
        return _limit(name, items, settings)
    if kind == "tool":
        left_out = name in settings.limits.without_tools
        lift = f", take it out of {PREFIX}WITHOUT_TOOLS, then `raccolta rerun --reason {name}`" if left_out else ""
        return (
            f"{name} is needed and is missing or fails",
            f"{INSTALL[name]}{lift or '; what waits is then read by itself'}",
        )
    if kind == "code":
        return _BY_CODE[name]
    if kind == "damage":
        return "not the bytes that came", "bring the original back from a backup, then `raccolta rerun ID`"
    if kind == "server":
        return "could not be taken from the server", "it is tried at every poll; look at the mail on the server"
    return (
        "waits for something that is away",
        "nothing: it is tried again by itself; `raccolta status` tells what is away",
    )


def _limit(name: str, items: list[Shortfall], settings: Settings) -> tuple[str, str]:
    setting = f"{PREFIX}LIMIT_{name.upper()}"
    have = getattr(settings, f"limit_{name}", None)
    values = [value for item in items if (value := (limit_named(item.reason) or ("", None))[1]) is not None]
    enough = str(max(values)) if values else "more" if have is None else f"more, {2 * have} for example"
    if any(item.message is None for item in items):
        return f"larger than {setting}", f"raise {setting} from {have} to {enough}; the next poll takes it"
    example = max(values) if values else "N" if have is None else 2 * have
    then = (
        f"then `raccolta rerun --reason LIMIT_{name.upper()}`; or for one mail `raccolta rerun ID --limit "
        f"{name}={example}`"
    )
    return f"went past {setting}", f"raise {setting} from {have} to {enough}, {then}"
