"""What persons decide, kept for good. What changes the records takes effect when the message is read again."""

import difflib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Literal

from config.errors import NotFoundError, UsageError
from config.limits import Limits
from config.vocabulary import DecisionKind, ProtocolloKind
from jobs.app import App
from jobs.selection import office
from parsers.italian.places import NOWHERE
from store.decided import line_of
from store.decisions import SHAPING, Decision, Json
from store.selection import NO_OFFICE

#: Limits of the worker or of taking mail in, not of reading one message.
_NOT_OF_A_MESSAGE = frozenset(
    {"without_tools", "readable", "memory_bytes", "message_bytes", "asleep_seconds", "worker_deaths"}
)


@dataclass(frozen=True, slots=True)
class Person:
    """Who decides, and why."""

    name: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision: its `number`, the `message` it is about, whether it has to be `reread` to take effect, what to
    `say`; not `is_new` if it is one that somebody made before.
    """

    number: int
    message: int
    reread: bool
    say: str
    is_new: bool = True


#: What a person may say to a proposal.
Answer = Literal["accept", "refuse", "undo"]


@dataclass(frozen=True, slots=True)
class Linked:
    """What became of a proposal: the `kind` of the link (None where the answer was taken back), its `outcome`, what to
    `say`; not `is_new` if somebody had answered so before.
    """

    kind: str | None
    outcome: str
    say: str
    is_new: bool = True


def _keep(
    app: App, message: int, kind: DecisionKind, value: Mapping[str, object], by: Person, *, reread: bool, say: str
) -> Decided:
    kept = app.decisions.add(message, kind, value, by.note, by.name, app.clock())
    if not kept.is_new and kept.before is not None:
        return _as_before(kept.before, say)
    if kept.before is not None:
        say = f"{say}, in place of what {_by(kept.before)}"
    return Decided(kept.number, message, reread, say)


def _by(decision: Decision) -> str:
    return f"{decision.who} decided on {decision.when:%Y-%m-%d %H:%M} UTC"


def _as_before(decision: Decision, say: str) -> Decided:
    """Somebody decided just that before: nothing changes."""
    said = f"{say}, as {_by(decision)}; nothing changed"
    return Decided(decision.id, decision.message_id, reread=False, say=said, is_new=False)


class _GoneError(NotFoundError):
    """There is no such record any more, since somebody decided so."""

    def __init__(self, error: NotFoundError, by: Decision) -> None:
        super().__init__(f"{error} any more: {by.kind}, as {_by(by)} (decision {by.id})")
        self._by = by

    def is_about(self, record: int) -> bool:
        """Whether what was decided is about this record too."""
        return self._by.is_about(record)

    def as_before(self, kind: DecisionKind, say: str) -> Decided:
        """What is said to who wanted just that; raises itself to who wanted anything else."""
        if self._by.kind is not kind:
            raise self
        return _as_before(self._by, say)


def _scheda(app: App, number: int) -> tuple[int, Json]:
    """The message of a scheda, and the scheda as a decision keeps it. Raises NotFoundError."""
    return _there(app.decisions.scheda, number, lambda: app.decisions.last_about(number, SHAPING))


def _there(
    found: Callable[[int], tuple[int, Json]], number: int, ended: Callable[[], Decision | None]
) -> tuple[int, Json]:
    try:
        return found(number)
    except NotFoundError as error:
        if (by := ended()) is None:
            raise
        raise _GoneError(error, by) from None


def campo(app: App, scheda: int, number: int | None, by: Person) -> Decided:
    """Sets the campo of a scheda, or accepts the one it has (None)."""
    message, kept = _scheda(app, scheda)
    if number is None and (earlier := app.decisions.last_about(scheda, {DecisionKind.CAMPO})) is not None:
        return _as_before(earlier, f"scheda {scheda}: campo {earlier.value['campo']}")
    decided = number or kept["campo"]
    value = {"scheda": kept, "campo": decided}
    return _keep(app, message, DecisionKind.CAMPO, value, by, reread=False, say=f"scheda {scheda}: campo {decided}")


def reject(app: App, scheda: int, by: Person) -> Decided:
    """Says that a scheda is no practice."""
    say = f"scheda {scheda}: no practice"
    try:
        message, kept = _scheda(app, scheda)
    except _GoneError as gone:
        return gone.as_before(DecisionKind.REJECT, say)
    return _keep(app, message, DecisionKind.REJECT, {"scheda": kept}, by, reread=True, say=say)


def split(app: App, scheda: int, at: str, by: Person) -> Decided:
    """Makes two of a scheda: the second begins at the line `at` of its description, a number from 1 or the line's first
    words. Raises UsageError if there is no such line.
    """
    message, kept = _scheda(app, scheda)
    lines = str(kept["description"]).split("\n")
    words = lines[int(at) - 1] if at.isdecimal() and 1 < int(at) <= len(lines) else at
    say = f"scheda {scheda}: two, the second from “{words[:60]}”"
    if not words.strip() or line_of(str(kept["description"]), words) is None:
        earlier = app.decisions.last_about(scheda, SHAPING)
        if earlier is not None and words.strip() and str(earlier.value.get("at", "")).startswith(words):
            return _as_before(earlier, say)
        shown = "; ".join(f"{number}: {line[:40]}" for number, line in enumerate(lines, 1))
        raise UsageError(f"scheda {scheda} has no line {at} at which a second one can begin; its lines are {shown}")
    value = {"scheda": kept, "at": words}
    return _keep(app, message, DecisionKind.SPLIT, value, by, reread=True, say=say)


def merge(app: App, scheda: int, other: int, by: Person) -> Decided:
    """Makes one of two schede of a message; the first keeps its number, title and campo."""
    say = f"schede {scheda} and {other} are one, {scheda}"
    message, kept = _scheda(app, scheda)
    try:
        elsewhere, gone = _scheda(app, other)
    except _GoneError as error:
        if not error.is_about(scheda):
            raise
        return error.as_before(DecisionKind.MERGE, say)
    if scheda == other or message != elsewhere:
        raise UsageError(f"schede {scheda} and {other} are not two of one message")
    value = {"scheda": kept, "other": gone}
    return _keep(app, message, DecisionKind.MERGE, value, by, reread=True, say=say)


@dataclass(frozen=True, slots=True)
class AgreementFacts:
    """What a person says of an agreement; what is None stays as it was read. `signed_on` is a year-month-day, "" where
    it is a draft or undated; `parties` are all of them, in order.
    """

    kind: ProtocolloKind | None = None
    title: str | None = None
    signed_on: str | None = None
    parties: Sequence[str] | None = None

    def given(self) -> dict[str, object]:
        """The facts that were given, by name, as a decision keeps them. Raises UsageError for what cannot be one."""
        if self.title is not None and not self.title.strip():
            raise UsageError("an agreement needs a title")
        if self.signed_on:
            try:
                date.fromisoformat(self.signed_on)
            except ValueError:
                raise UsageError(f"{self.signed_on} is no day; write it as 2015-03-12") from None
        names = None if self.parties is None else [" ".join(name.split()) for name in self.parties]
        if names is not None and not all(names):
            raise UsageError("a party needs a name")
        found = {
            "kind": self.kind and self.kind.value,
            "title": self.title and " ".join(self.title.split()),
            "date": self.signed_on,
            "parties": None if names is None else [_party(name) for name in names],
        }
        return {name: value for name, value in found.items() if value is not None}


def _party(name: str) -> dict[str, str]:
    """A party that a person named, with what its name says of it."""
    # Loaded where it is used: the service, which only names who decided, does without.
    from parsers.bodies.bodies import find_bodies
    from parsers.bodies.canonical import canonical

    body = next(iter(find_bodies(name)), None)
    place = NOWHERE if body is None else body.place
    return {
        "name": name,
        "canonical": canonical(name),
        "kind": "altro" if body is None else body.kind,
        "comune": place.comune,
        "province": place.province,
        "region": place.region,
    }


def agreement(app: App, number: int, right: AgreementFacts, by: Person, *, rejected: bool = False) -> Decided:
    """Says what is right of an agreement, or that it is none (`rejected`). Facts that are not given stay as they are
    read. Raises NotFoundError, and UsageError where nothing or both is said.
    """
    given = right.given()
    if rejected == bool(given):
        raise UsageError("say what is right of it, or that it is none")
    said = "none" if rejected else f"{', '.join(given)} as said"
    say = f"agreement {number}: {said}"
    of_it = {DecisionKind.AGREEMENT}
    try:
        message, kept = _there(app.decisions.agreement, number, lambda: app.decisions.last_about(number, of_it))
    except _GoneError as gone:
        if not rejected:
            raise
        return gone.as_before(DecisionKind.AGREEMENT, say)
    value = {"protocollo": kept, "facts": given, "rejected": rejected}
    return _keep(app, message, DecisionKind.AGREEMENT, value, by, reread=True, say=say)


def of_office(app: App, message: int, name: str, by: Person) -> Decided:
    """Says which office sent a message."""
    sigla = office(name)
    if sigla == NO_OFFICE:
        raise UsageError("name the office that sent it")
    app.queries.sha256(message)
    value = {"prefettura": sigla}
    return _keep(app, message, DecisionKind.OFFICE, value, by, reread=True, say=f"message {message}: of {sigla}")


def note(app: App, message: int, by: Person) -> Decided:
    """Keeps a remark with a message."""
    app.queries.sha256(message)
    return _keep(app, message, DecisionKind.NOTE, {}, by, reread=False, say=f"message {message}: noted")


def settle(app: App, problem: int, by: Person) -> Decided:
    """Says that a problem needs nobody any more."""
    message, kept = app.decisions.problem(problem)
    return _keep(
        app,
        message,
        DecisionKind.SETTLE,
        kept,
        by,
        reread=False,
        say=f"problem {problem} of message {message}: settled",
    )


def close(app: App, message: int, by: Person) -> Decided:
    """Settles a message as it is: it is no longer among what failed."""
    app.queries.sha256(message)
    return _keep(app, message, DecisionKind.CLOSE, {}, by, reread=False, say=f"message {message}: closed")


def limit(app: App, message: int, assignment: str, by: Person) -> Decided:
    """Gives a message a limit of its own, as `file_bytes=200000000`. Raises UsageError for what is no such limit."""
    name, _, value = assignment.partition("=")
    name = name.strip().lower().removeprefix("raccolta_").removeprefix("limit_")
    known = sorted({field.name for field in fields(Limits)} - _NOT_OF_A_MESSAGE)
    if name not in known:
        near = difflib.get_close_matches(name, known, n=3)
        raise UsageError(f"{name} is no limit of one message; there are {', '.join(near or known)}")
    if not value.isdecimal() or int(value) < 1:
        raise UsageError(f"--limit {name} needs a whole number above zero")
    app.queries.sha256(message)
    said = f"message {message}: LIMIT_{name.upper()} is {value}"
    return _keep(app, message, DecisionKind.LIMIT, {"name": name, "value": int(value)}, by, reread=True, say=said)


def replace(app: App, message: int, document: str, file: Path, by: Person) -> Decided:
    """Puts `file` in place of one document of a message, named by path or, if only one is called so, by name."""
    documents = [item for item in app.queries.message(message)["documents"] if item["kind"] != "body"]
    found = [item for item in documents if document in {item["path"], item["filename"]}]
    if len(found) != 1:
        known = ", ".join(item["path"] for item in documents) or "none"
        raise UsageError(f"{document} is not exactly one document of message {message}; its documents are {known}")
    path = found[0]["path"]
    try:
        content = file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}") from None
    if not content:
        raise UsageError(f"{file} holds nothing; name a copy that can be read")
    value = {
        "path": path,
        "sha256": app.originals.put(content),
        "name": file.name,
        "of": app.decisions.came_as(message, path) or found[0]["sha256"],
    }
    say = f"message {message}: {file.name} in place of {path}"
    return _keep(app, message, DecisionKind.REPLACE, value, by, reread=True, say=say)


def replaces(app: App, message: int, earlier: int, by: Person) -> Sequence[Decided]:
    """Says that a message takes the place of an earlier one, which is closed."""
    said = f"message {message}: in place of message {earlier}"
    one = _keep(app, message, DecisionKind.REPLACES, {"message": earlier}, by, reread=True, say=said)
    return one, close(app, earlier, Person(by.name, by.note or f"replaced by message {message}"))


def link(app: App, message: int, other: int, answer: Answer, by: Person) -> Linked:
    """Answers what `message` proposes about the earlier message `other`, or takes the answer back."""
    outcome = {"accept": "holds", "refuse": "refused", "undo": "undecided again"}[answer]
    if answer == "undo":
        app.proposals.undo(message, other)
        return Linked(None, outcome, f"messages {message} and {other}: {outcome}")
    accepted = answer == "accept"
    made = app.proposals.decide(message, other, accepted=accepted, who=by.name, now=app.clock(), note=by.note)
    say = f"messages {message} and {other}: {made.kind} {outcome}"
    if made.before is not None:
        earlier = f"{made.before} decided on {made.decided_at:%Y-%m-%d %H:%M} UTC"
        say += f", in place of what {earlier}" if made.is_new else f", as {earlier}; nothing changed"
    return Linked(made.kind, outcome, say, made.is_new)


def undo(app: App, decision: int, by: Person) -> Decided:
    """Takes a decision back; it stays on record."""
    taken = app.decisions.undo(decision, by.name, app.clock())
    reread = taken.kind not in {DecisionKind.CAMPO, DecisionKind.NOTE, DecisionKind.SETTLE, DecisionKind.CLOSE}
    return Decided(decision, taken.message_id, reread, f"decision {decision} ({taken.kind}) is taken back")
