"""The open list: what waits for a person, each as one line."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from config.showing import on_one_line
from config.vocabulary import LinkKind, ProblemCode
from jobs.app import App
from jobs.language.words import retell, tell, word

What = Literal["scheda", "look", "office", "agreement", "facts", "link"]

#: Problems that stand in the list under a word of their own.
_OWN_WORDS: Mapping[str, What] = {
    str(ProblemCode.UNKNOWN_SENDER): "office",
    str(ProblemCode.POSSIBLE_AGREEMENT): "agreement",
}


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to decide. `number` is that of the scheda, agreement or problem, or the other message of a proposed
    link;
    `document` the path of the document it is in, if any.
    """

    what: What
    number: int
    message: int
    document: str | None
    prefettura: str | None
    says: str

    @property
    def name(self) -> str:
        """What names it among all that waits."""
        return f"{self.what} {self.message} {self.number}"

    @property
    def line(self) -> str:
        """The item as a line of the list."""
        about = f"{self.message}" if self.what != "scheda" else f"{self.number}"
        return f"{tell(self.what):<9} {about:>4} {self.prefettura or '--'} {self.says}"


def waiting(app: App, only: Collection[int] | None = None) -> list[Item]:
    """All that waits, of all messages or of these, in the order of the lists of `raccolta review`."""
    found = [
        *map(_scheda, app.reviews.waiting()),
        *map(_agreement, app.reviews.agreements()),
        *map(_problem, app.reviews.doubts()),
        *map(_link, app.proposals.waiting()),
    ]
    return [item for item in found if only is None or item.message in only]


def filtered(items: list[Item], words: str) -> list[Item]:
    """The items whose line holds each of the words, in any case; `m12` stands for message 12."""
    wanted = words.casefold().split()
    return [item for item in items if all(_holds(item, word) for word in wanted)]


def _holds(item: Item, word: str) -> bool:
    if word[:1] == "m" and word[1:].isdecimal():
        return int(word[1:]) == item.message
    return word in item.line.casefold()


def _scheda(row: Mapping[str, Any]) -> Item:
    said = "campo {campo}, text says {suggested}" if row["suggested_campo"] else "campo {campo}"
    campi = tell(said, campo=row["declared_campo"], suggested=row["suggested_campo"])
    says = on_one_line(f"{campi} ({row['confidence']:.0%}) {row['title'] or row['summary']}")
    return Item("scheda", row["scheda_id"], row["message_id"], row["document_path"], row["prefettura"], says)


def _agreement(row: Mapping[str, Any]) -> Item:
    doubts = ", ".join(map(tell, row["doubts"].split(", ")))
    facts = {"id": row["protocollo_id"], "doubts": doubts, "title": row["title"]}
    says = on_one_line(tell("agreement {id}, in doubt: {doubts}; {title}", **facts))
    return Item("facts", row["protocollo_id"], row["message_id"], row["document_path"], row["prefettura"], says)


def _problem(row: Mapping[str, Any]) -> Item:
    what = _OWN_WORDS.get(str(row["code"]), "look")
    says = on_one_line(f"{word(ProblemCode, row['code'])}: {retell(row['detail'])}")
    return Item(what, row["problem_id"], row["message_id"], row["document_path"], row["prefettura"], says)


def _link(row: Mapping[str, Any]) -> Item:
    facts = {"message": row["other_id"], "reason": retell(row["reason"]), "why": retell(row["why"])}
    says = on_one_line(tell("{kind} of message {message}: {reason}; {why}", kind=word(LinkKind, row["kind"]), **facts))
    return Item("link", row["other_id"], row["message_id"], None, row["prefettura"], says)
