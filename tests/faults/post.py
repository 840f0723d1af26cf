"""Mails that are handed in one after the other, and what became of them: none lost, none twice, none half-way."""

import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256

import sqlalchemy as sa

from config.errors import OutageError
from config.limits import Limits
from ingest.model import Arrival
from jobs.app import App
from jobs.demo.build import docx, mail, paragraphs, pdf
from jobs.intake import Intake
from jobs.pipeline import read_submission
from jobs.verify import verify
from store.tables import UNDER_WAY, messages

_DATE = datetime(2015, 12, 1, tzinfo=UTC)
_LETTER = "Si trasmette la buona pratica."
_SCHEDA = """
# Scheda 7 - Interventi e iniziative di accoglienza
Allo sportello {number} un mediatore accompagna i nuovi arrivati presso gli uffici del comune e ne segue le pratiche.
"""
#: Where the scheda of a mail may stand.
KINDS = ("text", "docx", "pdf")
#: Of so many mails one has it in a file.
_WORD_EVERY, _PDF_EVERY = 20, 50
#: Seconds that one delivery or one count may take, outages included; far longer than they take on a busy machine.
_PATIENCE = 600


def original(number: int) -> bytes:
    """A mail with a scheda of its own: in its text, in a Word file or in a PDF."""
    kind, scheda = kind_of(number), _SCHEDA.format(number=number)
    files = {}
    if kind == "docx":
        files["scheda.docx"] = docx(paragraphs(scheda))
    elif kind == "pdf":
        files["scheda.pdf"] = pdf(paragraphs(scheda))
    text = f"{_LETTER}\n{scheda.replace('# ', '')}" if kind == "text" else _LETTER
    return mail("protocollo@example.it", f"Buona pratica {number}", text, files, date=_DATE)


def kind_of(number: int) -> str:
    """Where the scheda of a mail stands."""
    if number % _WORD_EVERY == 7:
        return "docx"
    return "pdf" if number % _PDF_EVERY == 13 else "text"


@cache
def quiet(kind: str) -> tuple[int | None, str]:
    """Campo and text of the one scheda that an undisturbed reading finds in a mail of a kind; `0` is its number."""
    number = next(n for n in range(_PDF_EVERY) if kind_of(n) == kind)
    (scheda,) = read_submission(original(number), Limits()).reading.schede
    return scheda.campo, scheda.description.replace(_name(number), _name(0))


def _name(number: int) -> str:
    return f"Allo sportello {number} un"


@dataclass(frozen=True, slots=True)
class Tally:
    """What went in and what became of it."""

    mails: int
    stored: int
    doubled: int
    unsettled: int
    incomplete: int
    unsound: int
    #: How many readings came to their end on each host: together as many as mails, or one was read twice.
    hosts: Mapping[str, int]

    def is_clean(self) -> bool:
        """Nothing lost, nothing twice, nothing left half-way."""
        once = self.stored == sum(self.hosts.values()) == self.mails
        return once and not (self.doubled or self.unsettled or self.incomplete or self.unsound)

    def line(self) -> str:
        """For people."""
        return (
            f"{self.mails} mails in, {self.stored} stored, {self.doubled} doubled, "
            f"{self.unsettled} unsettled, {self.incomplete} with other records than a quiet reading, "
            f"{self.unsound} unsound; read by {dict(self.hosts)}"
        )


class Post:
    """What was handed in so far; mails are numbered from 0."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._numbers: dict[str, int] = {}

    @property
    def delivered(self) -> int:
        """How many mails."""
        return len(self._numbers)

    def deliver(self, count: int) -> None:
        """Takes in so many mails, in windows as a poll does. An outage is waited out: what is stored already is known
        by its bytes.
        """
        numbers = range(self.delivered, self.delivered + count)
        arrivals = [Arrival(original(number), f"{number}.eml", None, None) for number in numbers]
        wait_until(lambda: self._take_in(arrivals), _PATIENCE)
        self._numbers |= {sha256(a.original).hexdigest(): n for a, n in zip(arrivals, numbers, strict=True)}

    def _take_in(self, arrivals: list[Arrival]) -> bool:
        with Intake(self._app) as intake:
            for arrival in arrivals:
                intake.add(arrival)
        return True

    def left(self) -> int:
        """How many messages are still to be read."""
        return left(self._app)

    def tally(self) -> Tally:
        """Counts. The records of a mail are held against those of a quiet reading, which differ by its number alone."""
        seen = Counter[str]()
        unsettled = incomplete = 0
        for message in self._app.queries.messages():
            number = self._numbers[message["sha256"]]
            campo, text = quiet(kind_of(number))
            seen[message["sha256"]] += 1
            unsettled += message["status"] != "done"
            found = [(scheda["campo"], scheda["description"]) for scheda in message["schede"]]
            incomplete += found != [(campo, text.replace(_name(0), _name(number)))]
        return Tally(
            mails=self.delivered,
            stored=len(seen),
            doubled=sum(seen.values()) - len(seen),
            unsettled=unsettled,
            incomplete=incomplete,
            unsound=len(list(verify(self._app))),
            hosts=read_by(self._app),
        )


def wait_until(true: Callable[[], bool], seconds: float) -> None:
    """Waits for a state, which must come about within so many seconds; whoever is asked may be away for a while."""
    end = time.monotonic() + seconds
    while not _holds(true):
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.1)


def _holds(true: Callable[[], bool]) -> bool:
    try:
        return true()
    except OutageError:
        return False


def left(app: App) -> int:
    """How many messages are still to be read."""
    with app.database.read() as connection:
        query = sa.select(sa.func.count()).select_from(messages).where(UNDER_WAY)
        return int(connection.execute(query).scalar_one())


def under_way(app: App, host: str) -> int:
    """How many messages are in hand on a host."""
    mine = messages.c.claim_owner.startswith(f"{host}:", autoescape=True)
    with app.database.read() as connection:
        query = sa.select(sa.func.count()).select_from(messages).where(UNDER_WAY, mine)
        return int(connection.execute(query).scalar_one())


def read_by(app: App) -> Counter[str]:
    """How many messages each host read to their end."""
    query = "SELECT owner FROM attempts WHERE outcome = 'done'"
    with app.database.read() as connection:
        return Counter(owner.split(":")[0] for owner in connection.execute(sa.text(query)).scalars())
