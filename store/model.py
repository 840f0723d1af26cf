"""What goes into the store and what comes out of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from config.limits import Limits
from config.vocabulary import MessageKind, MessageState, Problem, ProblemCode, Trust

if TYPE_CHECKING:
    from ingest.model import Certification, Headers, Signature
    from parsers.model import Reading


@dataclass(frozen=True, slots=True)
class Submission:
    """All that can be derived from one original: the result of `jobs.pipeline.read_submission`.

    `headers` are those of the author's mail; `kind` what the message is for us; `verdict` one of done, partial, failed,
    ignored, and retry where a tool was missing: then `outage` says which, and all else is what could be read meanwhile;
    `problems` those of opening the mail, the reading has its own. `certifications` and `signatures` are those of every
    layer. `trust` says how sure it is that the office wrote it, `trust_reasons` why; `arrived` is when a server or
    provider says that it took the mail in, aware, None where nothing but its own Date tells. `seconds` are those
    of the clock by stage (`config.stages`); they are no part of the result, and two readings never agree about them.
    """

    headers: "Headers"
    kind: MessageKind
    verdict: MessageState
    reading: "Reading"
    problems: tuple[Problem, ...]
    certifications: tuple["Certification", ...] = ()
    signatures: tuple["Signature", ...] = ()
    outage: str = ""
    trust: Trust = Trust.UNKNOWN
    trust_reasons: tuple[str, ...] = ()
    arrived: datetime | None = None
    seconds: Mapping[str, float] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Delivery:
    """A mail whose original is stored, without its bytes (`size` counts them); the rest is as `ingest.model.Arrival`
    says.
    """

    sha256: str
    size: int
    source: str
    uid: int | None = None
    uidvalidity: int | None = None
    internal_date: datetime | None = None


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a mailbox has been taken in: everything up to `last_uid` of this `uidvalidity` is stored."""

    uidvalidity: int | None
    last_uid: int


@dataclass(frozen=True, slots=True)
class Terms:
    """On which terms persons want one message to be read: `limits` in place of those of the settings, by name, and
    `replaced`, the paths of documents with the SHA-256 of the file that stands in for each (kept with the originals).
    """

    limits: tuple[tuple[str, int], ...] = ()
    replaced: tuple[tuple[str, str], ...] = ()

    def of(self, limits: Limits) -> Limits:
        """The limits of the settings, with those that persons gave to the message."""
        changed: dict[str, Any] = dict(self.limits)
        return replace(limits, **changed)


#: Nobody asked for anything.
AS_USUAL = Terms()


@dataclass(frozen=True, slots=True)
class Claim:
    """A message taken for processing. `token` proves the claim when the result is stored; `attempt` counts from 1;
    `before` is the state in which it was found, `began` the moment.
    """

    message_id: int
    sha256: str
    attempt: int
    token: str
    terms: Terms = AS_USUAL
    before: str = "received"
    began: datetime | None = None


@dataclass(frozen=True, slots=True)
class Ending:
    """What became of a message: its Message-ID, where it was taken from, and why it is not done (None if it is)."""

    message_id: str | None
    source: str
    error: str | None


@dataclass(frozen=True, slots=True)
class Owner:
    """A process that works on something: `host`, `pid` and `started` (a value that tells one process from its
    heirs).
    """

    host: str
    pid: int
    started: str

    def __str__(self) -> str:
        return f"{self.host}:{self.pid}:{self.started}"


@dataclass(frozen=True, slots=True)
class Retry:
    """An outage befell a message: try again at `at`."""

    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Failure:
    """No result at all, and it is not an outage: `reason` in a sentence, `traceback` for a bug of ours, `code` of the
    problem that is recorded.
    """

    reason: str
    traceback: str | None = None
    code: ProblemCode = ProblemCode.PROCESSING_LIMIT
