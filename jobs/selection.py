"""The selection language of the commands: what a person typed, checked and made a `store.selection.Selection`."""

import difflib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from config.errors import NotFoundError, UsageError
from config.prefetture import by_sigla, prefetture
from jobs.app import App
from jobs.version import parser_version
from store.selection import NO_OFFICE, Selection


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was typed. `names` are numbers and Message-IDs; days are those of UTC, `until` its last one."""

    names: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    problem: tuple[str, ...] = ()
    prefettura: tuple[str, ...] = ()
    reason: str = ""
    since: datetime | None = None
    until: datetime | None = None
    search: str = ""
    outdated: bool = False
    most: int | None = None

    def __bool__(self) -> bool:
        """Whether anything was asked for; a bound alone asks for nothing."""
        lists = (self.names, self.status, self.kind, self.problem, self.prefettura)
        return any((*lists, self.reason, self.since, self.until, self.search, self.outdated))


def selection(app: App, wanted: Wanted) -> Selection:
    """The selection that was typed. Raises NotFoundError for a message or an office that does not exist."""
    ids = tuple(int(name) for name in wanted.names if name.isdecimal())
    message_ids = tuple(_bracketed(name) for name in wanted.names if not name.isdecimal())
    for number in ids:
        app.queries.sha256(number)
    for name in message_ids:
        if not app.queries.numbers(Selection(message_ids=(name,), most=1)):
            raise NotFoundError(f"there is no message {name}")
    return Selection(
        ids=ids,
        message_ids=message_ids,
        status=wanted.status,
        kind=wanted.kind,
        problem=wanted.problem,
        prefettura=tuple(office(name) for name in wanted.prefettura),
        reason=wanted.reason,
        since=_aware(wanted.since),
        until=_aware(wanted.until) if wanted.until is None else _aware(wanted.until + timedelta(days=1)),
        search=wanted.search,
        other_version_than=parser_version(app.model.name) if wanted.outdated else "",
        most=wanted.most,
    )


def numbers(app: App, wanted: Wanted) -> list[int]:
    """The numbers of the messages that were asked for, in order of arrival."""
    return app.queries.numbers(selection(app, wanted))


def office(name: str) -> str:
    """The sigla that was typed, in capitals, or `none`. Raises NotFoundError that says which sigla is meant by any
    other name.
    """
    if name.upper() in by_sigla():
        return name.upper()
    if name.lower() == NO_OFFICE:
        return NO_OFFICE
    names = {form.casefold(): one for one in prefetture() for form in (one.name, *one.variants)}
    if (exact := names.get(name.casefold())) is not None:
        raise NotFoundError(f"an office is named by its sigla; {exact.name} is {exact.sigla}")
    if near := difflib.get_close_matches(name.casefold(), names, n=1, cutoff=0.75):
        meant = names[near[0]]
        raise NotFoundError(f"{name} is not a sigla; {meant.name} is {meant.sigla}")
    raise NotFoundError(f"{name} is not the sigla of one of the 106 offices")


def _bracketed(name: str) -> str:
    if "@" not in name:
        raise UsageError(f"{name} is neither the number of a message nor a Message-ID")
    return name if name.startswith("<") else f"<{name}>"


def _aware(day: datetime | None) -> datetime | None:
    return None if day is None else day.replace(tzinfo=UTC)
