"""What a digest says: health, what arrived, who answered, what could not be read, what waits for a person."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from config.showing import on_one_line
from config.vocabulary import MessageKind
from jobs.app import App
from jobs.causes import causes
from jobs.language.summary import for_a_person, lines_of
from jobs.language.words import retell, tell, word
from jobs.status import status
from store.digests import Happened, happened
from store.selection import Selection
from store.shortfall import Shortfall, shortfalls

#: Failed messages that are told one by one.
_TOLD = 50


@dataclass(frozen=True, slots=True)
class Digest:
    """A digest as it is mailed."""

    subject: str
    text: str


def compose(app: App, since: datetime, until: datetime) -> Digest:
    """The digest of what happened between two moments, in the language of the settings. Raises RaccoltaError if the
    database cannot be asked.
    """
    found, news = status(app), happened(app.database, since, until)
    lacking = _new(app, news)
    unread = len({item.message for item in lacking})
    lines = [tell("From {since} to {until} (UTC)", since=_minute(since), until=_minute(until)), ""]
    lines.append(tell("HEALTH: RED") if found.red else tell("HEALTH: green"))
    lines += [f"- {retell(reason)}" for reason in found.red]
    lines += ["", *_arrived(news), "", tell("COULD NOT BE READ: {count}", count=unread)]
    lines += _failures(app, lacking)
    waiting = [f"- {listed}: `{command}`" for listed, command in for_a_person(found.counts)]
    lines += ["", tell("FOR A PERSON"), *(waiting or [f"- {tell('nothing')}"])]
    said = "raccolta, {day}: all is well"
    if found.red or unread:
        said = "raccolta, {day}: RED" if found.red else "raccolta, {day}: {count} could not be read"
    subject = tell(said, day=until.date(), count=unread)
    return Digest(subject, "".join(f"{on_one_line(line)}\n" for line in lines))


def _new(app: App, news: Happened) -> list[Shortfall]:
    """What a reading of the time left unread and is still so."""
    if not news.unread:
        return []
    return shortfalls(app.database, Selection(ids=tuple(sorted(news.unread))))


def _arrived(news: Happened) -> Iterator[str]:
    kinds = ", ".join(f"{count} {word(MessageKind, kind) or '-'}" for kind, count in sorted(news.kinds.items()))
    yield tell("ARRIVED: {count} ({kinds})", count=sum(news.kinds.values()), kinds=kinds or "-")
    offices = ", ".join(f"{sigla} {count}" for sigla, count in sorted(news.offices.items()))
    yield tell("OFFICES THAT ANSWERED: {offices}", offices=offices or tell("none"))


def _failures(app: App, lacking: list[Shortfall]) -> Iterator[str]:
    for cause in causes(lacking[:_TOLD], app.settings):
        yield from lines_of(cause)
    if len(lacking) > _TOLD:
        yield tell("… and {count} more: `raccolta failed`", count=len(lacking) - _TOLD)


def _minute(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"
