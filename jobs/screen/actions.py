"""The keys of the screen: what each asks, and the verb of `jobs.decide` that it calls. A new verb is one more row."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from config.campi import CAMPI, campo
from config.errors import NotFoundError, UsageError
from config.prefetture import prefetture
from config.vocabulary import ProtocolloKind
from jobs import decide
from jobs.app import App
from jobs.decide import AgreementFacts, Decided, Linked, Person
from jobs.language.words import tell
from jobs.screen.content import Content, Line
from jobs.screen.dialogs import NOTE, Field
from jobs.screen.items import Item, What

Answers = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class At:
    """Where the person is: the item of the list, what is shown of it, the line that the cursor is at."""

    item: Item
    content: Content
    line: Line | None

    @property
    def scheda(self) -> int:
        """The scheda at hand: that of the list, else that of the chosen line, else the first of the document.
        Raises UsageError.
        """
        here = self.line.schede if self.line is not None and self.item.what != "scheda" else ()
        found = next(iter(here), self.content.scheda)
        if found is None:
            raise UsageError(f"message {self.item.message} has no scheda here")
        return found


@dataclass(frozen=True, slots=True)
class Action:
    """A key. `ask` gives the question, the fields and the hints of its dialog, None where there is nothing to ask;
    `make` calls the verb. `only` are the kinds of item it is for, all if empty.
    """

    key: str
    label: str
    ask: Callable[[At], tuple[str, list[Field], list[str]]] | None
    make: Callable[[App, At, Answers, Person], Decided | Linked]
    only: tuple[What, ...] = ()


def _whole(text: str, what: str, least: int = 1, most: int | None = None) -> int:
    """A number that was typed. Raises UsageError."""
    number = int(text) if text.strip().isdecimal() else 0
    if number < least or (most is not None and number > most):
        raise UsageError(f"{text.strip() or 'nothing'} is not {what}")
    return number


def _at_hand(at: At) -> Mapping[str, Any]:
    """The scheda at hand. Raises NotFoundError if it is gone since the list was made."""
    found = next((one for one in at.content.schede if one["id"] == at.scheda), None)
    if found is None:
        raise NotFoundError(f"there is no scheda {at.scheda}")
    return found


def _campo(at: At) -> tuple[str, list[Field], list[str]]:
    """Offers all campi; those that the words of the text speak for come first, with their probabilities."""
    scheda = _at_hand(at)
    likely = {one["campo"]: one["probability"] for one in scheda["candidates"]}
    order = [*likely, *(one.number for one in CAMPI if one.number not in likely)]
    hints = [_hint(number, likely.get(number)) for number in order]
    return tell("campo of scheda {scheda}", scheda=at.scheda), [Field("campo"), NOTE], hints


def _hint(number: int, probability: float | None) -> str:
    shown = f"{number:>2} {campo(number).title}"
    if probability is None:
        return shown
    return tell("{campo} ({probability} by its words)", campo=shown, probability=f"{probability:.0%}")


def _set(app: App, at: At, said: Answers, by: Person) -> Decided:
    return decide.campo(app, at.scheda, _whole(said["campo"], "a campo from 1 to 11", 1, len(CAMPI)), by)


def _reject(at: At) -> tuple[str, list[Field], list[str]]:
    return tell("scheda {scheda} is no practice", scheda=at.scheda), [NOTE], []


def _split(at: At) -> tuple[str, list[Field], list[str]]:
    """Offers the lines of the description; the line that the cursor is at stands in the field if it is one of them."""
    scheda = _at_hand(at)
    lines = scheda["description"].split("\n")
    chosen = at.line.text if at.line is not None else ""
    here = next((number for number, line in enumerate(lines, 1) if number > 1 and line.strip() == chosen), None)
    hints = [f"{number:>3} {line}" for number, line in enumerate(lines, 1) if number > 1]
    asked = "two of scheda {scheda}: the second begins at line (number or first words)"
    question = tell(asked, scheda=at.scheda)
    return question, [Field("line", str(here or "")), NOTE], hints or [tell("it has one line only")]


def _merge(at: At) -> tuple[str, list[Field], list[str]]:
    others = [one for one in at.content.schede if one["id"] != at.scheda]
    hints = [f"{one['id']} campo {one['campo']} {one['title'] or one['summary']}" for one in others]
    first = str(others[0]["id"]) if others else ""
    question = tell("one of scheda {scheda}, which keeps its number, and scheda", scheda=at.scheda)
    return question, [Field("scheda", first), NOTE], hints


def _merged(app: App, at: At, said: Answers, by: Person) -> Decided:
    return decide.merge(app, at.scheda, _whole(said["scheda"], "the number of a scheda"), by)


def _facts(at: At) -> tuple[str, list[Field], list[str]]:
    """Offers the facts of the agreement as they are read; what is left as it stands is not decided."""
    question = tell("what is right of agreement {number}", number=at.item.number)
    return question, [*_as_read(at), NOTE], [*ProtocolloKind, tell("date: none")]


def _as_read(at: At) -> list[Field]:
    act = next((one for one in at.content.protocolli if one["id"] == at.item.number), None)
    if act is None:
        raise NotFoundError(f"there is no agreement {at.item.number}")
    read = {"kind": act["kind"], "date": act["signed_on"] or "none", "title": act["title"]}
    return [*(Field(name, value) for name, value in read.items()), Field("parties", "; ".join(act["parties"]))]


def _put_right(app: App, at: At, said: Answers, by: Person) -> Decided:
    new = {field.name: said[field.name].strip() for field in _as_read(at) if said[field.name].strip() != field.value}
    if new.get("kind", ProtocolloKind.ALTRO) not in set(ProtocolloKind):
        raise UsageError(f"{new['kind']} is no kind of agreement")
    facts = AgreementFacts(
        kind=ProtocolloKind(new["kind"]) if "kind" in new else None,
        title=new.get("title"),
        signed_on="" if new.get("date") == "none" else new.get("date"),
        parties=[name.strip() for name in new["parties"].split(";")] if "parties" in new else None,
    )
    return decide.agreement(app, at.item.number, facts, by)


def _none(at: At) -> tuple[str, list[Field], list[str]]:
    return tell("{number} is no agreement", number=at.item.number), [NOTE], []


def _no_agreement(app: App, at: At, said: Answers, by: Person) -> Decided:
    return decide.agreement(app, at.item.number, AgreementFacts(), by, rejected=True)


def _office(at: At) -> tuple[str, list[Field], list[str]]:
    siglas = " ".join(one.sigla for one in prefetture())
    return tell("the office that sent message {message}", message=at.item.message), [Field("sigla"), NOTE], [siglas]


def _noted(app: App, at: At, said: Answers, by: Person) -> Decided:
    if not by.note.strip():
        raise UsageError("say what to note")
    return decide.note(app, at.item.message, by)


def _answer(answer: decide.Answer) -> Callable[[App, At, Answers, Person], Linked]:
    return lambda app, at, said, by: decide.link(app, at.item.message, at.item.number, answer, by)


def _link(question: str) -> Callable[[At], tuple[str, list[Field], list[str]]]:
    return lambda at: (tell(question, message=at.item.message), [NOTE], [at.item.says])


def _undo(at: At) -> tuple[str, list[Field], list[str]]:
    """Offers the last decision about the message that stands; a link is named by its two messages."""
    standing = [one for one in at.content.decisions if not one["undone_at"]]
    hints = [f"{one['id']} {one['kind']} by {one['decided_by']} {one['note']}" for one in standing]
    question = tell("take back decision (of a link: the numbers of its two messages)")
    return question, [Field("decision", str(standing[-1]["id"]) if standing else "")], hints


def undone(app: App, said: Answers, by: Person) -> Decided | Linked:
    """Takes back what was named: a decision by its number, an answer about a link by the two messages."""
    words = said["decision"].split()
    numbers = [_whole(word, "the number of a decision") for word in words or [""]]
    if len(numbers) > 1:
        return decide.link(app, numbers[0], numbers[1], "undo", by)
    return decide.undo(app, numbers[0], by)


ACTIONS = (
    Action("a", "Accept", None, lambda app, at, said, by: decide.campo(app, at.scheda, None, by), ("scheda",)),
    Action("c", "Campo", _campo, _set),
    Action("r", "Reject", _reject, lambda app, at, said, by: decide.reject(app, at.scheda, by)),
    Action("s", "Split", _split, lambda app, at, said, by: decide.split(app, at.scheda, said["line"].strip(), by)),
    Action("m", "Merge", _merge, _merged),
    Action("f", "Facts", _facts, _put_right, ("facts",)),
    Action(
        "e",
        "None",
        _none,
        _no_agreement,
        ("facts",),
    ),
    Action("o", "Office", _office, lambda app, at, said, by: decide.of_office(app, at.item.message, said["sigla"], by)),
    Action(
        "d",
        "Done",
        lambda at: (tell("problem {number} needs nobody any more", number=at.item.number), [NOTE], [at.item.says]),
        lambda app, at, said, by: decide.settle(app, at.item.number, by),
        ("look", "office", "agreement"),
    ),
    Action("y", "Accept", _link("accept what message {message} proposes"), _answer("accept"), ("link",)),
    Action("x", "Refuse", _link("refuse what message {message} proposes"), _answer("refuse"), ("link",)),
    Action("n", "Note", lambda at: (tell("note on message {message}", message=at.item.message), [NOTE], []), _noted),
    Action("u", "Undo", _undo, lambda app, at, said, by: undone(app, said, by)),
)
