"""How a message stands to earlier ones: duplicate, correction, addition, part, withdrawal. Rules alone, without a
database.

A message changes what is in force only if it is of the same office and at least as much trusted as what it changes; it
replaces or withdraws only if it is trusted well enough by itself. All else is proposed to a person. See
docs/security.md.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from config.vocabulary import LinkKind, MessageKind, ProblemCode, RelationKind, Trust

#: Kinds after which an earlier message says less than before; the others leave both standing, or hide what is said
#: twice.
_TAKES_AWAY = frozenset({LinkKind.SUPERSEDES, LinkKind.WITHDRAWS})
_COMPARED = (MessageKind.SUBMISSION, MessageKind.CORRESPONDENCE)
PROBLEM_OF = {
    LinkKind.DUPLICATE: ProblemCode.POSSIBLE_DUPLICATE,
    LinkKind.SUPERSEDES: ProblemCode.SUPERSEDES,
    LinkKind.FOLLOWS_UP: ProblemCode.FOLLOWS_UP,
    LinkKind.WITHDRAWS: ProblemCode.WITHDRAWAL,
    LinkKind.REPAIRS: ProblemCode.SUPERSEDES,
}
#: Why a message that says nothing new is a copy.
ALL_OF_IT = "all of it came before"
_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(slots=True)
class Facts:
    """What counts of one message when it is compared. `content` names its schede, agreements and unread files by their
    words or bytes, as they were read; `stands` the same as persons decided it; `files` the files that all this came in.
    `trust` is None for a message that was read before there was any; `raised` is true where a person let it replace
    others, `decided` where one decided about its records, `placed` where one said which office sent it. `names` are the
    files that could be read, `lost` the others with their hashes, by `store.repairs.stem`.
    """

    number: int
    kind: str
    prefettura: str | None
    sender: str
    at: datetime
    trust: Trust | None = None
    arrived: datetime | None = None
    original: str = ""
    message_id: str = ""
    raised: bool = False
    decided: bool = False
    placed: bool = False
    campi: set[int] = field(default_factory=set)
    content: set[str] = field(default_factory=set)
    stands: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)
    said: dict[RelationKind, list[str]] = field(default_factory=dict)
    withdrawn: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    lost: dict[str, str] = field(default_factory=dict)

    @property
    def order(self) -> tuple[datetime, int]:
        """Position in the order of arrival."""
        return self.at, self.number

    @property
    def rank(self) -> int:
        """How much it is trusted, the higher the more."""
        return (self.trust or Trust.UNKNOWN).rank

    @property
    def standing(self) -> tuple[int, bool, datetime, int]:
        """Which of two that say the same is kept: the smaller. The surer counts first, then one about which a person
        decided, then what a server saw first; a Date that only the mail itself bears counts for nothing.
        """
        return -self.rank, not self.decided, self.arrived or _NEVER, self.number

    def same_office(self, other: "Facts") -> bool:
        """Whether both come from one office that is known."""
        return self.prefettura is not None and self.prefettura == other.prefettura

    def placed_apart(self, other: "Facts") -> bool:
        """Whether both come from one sender, and a person said of one of them alone which office that is."""
        return self.placed != other.placed and bool(self.sender) and self.sender == other.sender

    def same_mail(self, other: "Facts") -> bool:
        """Whether one mail came twice: the same bytes, or the same Message-ID with the same content."""
        same = self.content == other.content or (self.files == other.files != set())
        named = bool(self.message_id) and self.message_id == other.message_id and same
        return named or (bool(self.original) and self.original == other.original)

    def may_repeat(self, other: "Facts") -> bool:
        """Whether both say something, and may be of one office."""
        of_one = not self.other_office(other) or self.placed_apart(other)
        return of_one and bool(self.content) and bool(other.content)

    def is_said_by(self, other: "Facts") -> bool:
        """Whether another message says all that this one says, as it was read or as a person decided about it."""
        return self.content <= other.content | other.stands

    def says_more_than(self, other: "Facts") -> bool:
        """Whether this message says all that another one says, and more."""
        return other.content < self.content or (bool(other.stands) and other.stands < self.content)

    def came_with(self, other: "Facts") -> bool:
        """Whether all the files of this message came with another one, however they were read."""
        return bool(self.files) and self.files <= other.files

    def other_office(self, other: "Facts") -> bool:
        """Whether they come from two offices that are known."""
        return None not in {self.prefettura, other.prefettura} and self.prefettura != other.prefettura


@dataclass(frozen=True, slots=True)
class Link:
    """How the later message stands to the earlier one, `other`. `replaced` is the one whose records give way to those
    of `current`; None where both stand. `why_not` says why only a person may say so, "" where it holds.
    """

    other: int
    kind: LinkKind
    reason: str
    replaced: int | None = None
    current: int | None = None
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Decisions:
    """What persons decided about one message: it goes before whatever the message says, and before trust.

    `links` says whether a proposed link holds, by the other's number and the kind. `replaces` are the numbers of those
    whose place it takes, whoever sent them; `replaced_by` of those that take its own: of these it changes nothing.
    """

    links: Mapping[tuple[int, str], bool] = field(default_factory=dict)
    replaces: Collection[int] = ()
    replaced_by: Collection[int] = ()


NOTHING_DECIDED = Decisions()
Doubt = tuple[ProblemCode, str]


def compare(
    this: Facts,
    others: Iterable[Facts],
    named: set[int],
    withdrawn: set[int],
    least: Trust,
    decided: Decisions = NOTHING_DECIDED,
) -> tuple[list[Link], list[Doubt]]:
    """The links of a message to the earlier ones among `others`, one for each, and what is doubtful; and those that a
    person made, to whatever message.

    `named` are the numbers of those it names, `withdrawn` of those whose protocol it takes back, `least` the trust
    without which nothing is replaced or withdrawn.
    """
    known = sorted(others, key=lambda facts: facts.order)
    earlier = [o for o in known if o.order < this.order and o.kind in _COMPARED and o.number not in decided.replaced_by]
    judge = _Judge(this, least)
    links = {
        number: Link(number, LinkKind.SUPERSEDES, "a person said so", number, this.number)
        for number in decided.replaces
    }
    for link in (*judge.duplicates(earlier), *judge.withdrawals(earlier, withdrawn), *_parts(judge, earlier)):
        links.setdefault(link.other, link)
    linked = {number for number, link in links.items() if not link.why_not}
    # A mail that comes once more said what it had to say the first time.
    again = any(this.same_mail(other) for other in earlier)
    declared, doubts = ([], []) if again else _declared(judge, earlier, named, _with_copies(linked, earlier))
    for link in declared:
        # A correction tells a person more than that it repeats something; that it goes on from it tells less.
        if link.other not in links or (link.other not in linked and link.kind is LinkKind.SUPERSEDES):
            links[link.other] = link
    found = [link for link in links.values() if not link.why_not or decided.links.get((link.other, link.kind), True)]
    allowed = [replace(link, why_not="") if (link.other, link.kind) in decided.links else link for link in found]
    return judge.settled(allowed, earlier), [*doubts, *_missing_parts(this, known, decided.links)]


@dataclass(frozen=True, slots=True)
class _Judge:
    """What one message may do to others."""

    this: Facts
    least: Trust

    def link(self, other: Facts, kind: LinkKind, reason: str) -> Link:
        """The link of one kind, with why it needs a person if it does."""
        if kind is LinkKind.DUPLICATE:
            kept, hidden = sorted((self.this, other), key=lambda facts: facts.standing)
            if apart := self.this.placed_apart(other):
                kept, hidden = (kept, hidden) if kept.placed else (hidden, kept)
            return Link(other.number, kind, reason, hidden.number, kept.number, "" if apart else self._stranger(other))
        replaced, current = (other.number, self.this.number) if kind is LinkKind.SUPERSEDES else (None, None)
        return Link(other.number, kind, reason, replaced, current, self.why_not(other, kind))

    def why_not(self, other: Facts, kind: LinkKind) -> str:
        """Why this message may not change the other one by itself, "" if it may."""
        if kind is LinkKind.FOLLOWS_UP:
            return ""
        if stranger := self._stranger(other):
            return stranger
        if self.this.trust is None or other.trust is None:
            return "one of them was read before senders were judged: run `raccolta rerun --outdated`"
        if self.this.rank < other.rank:
            return f"its sender is less sure ({self.this.trust}) than that of message {other.number} ({other.trust})"
        if kind not in _TAKES_AWAY:
            return ""
        if self.this.rank < self.least.rank:
            return (
                f"its sender is not sure enough to change anything ({self.this.trust}; TRUST_TO_CHANGE is {self.least})"
            )
        if self.this.arrived is None or other.arrived is None:
            return "nothing but a Date says which of them came first"
        return ""

    def _stranger(self, other: Facts) -> str:
        """Why they may not be of one office. The very same bytes are the same mail, whoever wrote it."""
        if self.this.same_office(other) or (self.this.original and self.this.original == other.original):
            return ""
        return "they are of two offices" if self.this.other_office(other) else "an office is not known"

    def duplicates(self, earlier: Sequence[Facts]) -> Iterator[Link]:
        """The same content once more, or all of an earlier message and more."""
        this, seen = self.this, list[set[str]]()
        # Of several equal ones the surest is meant: the others are its duplicates themselves.
        for other in sorted(earlier, key=lambda facts: facts.standing):
            if not this.may_repeat(other) or other.content in seen:
                continue
            if this.is_said_by(other) or (this.came_with(other) and not this.says_more_than(other)):
                link = self.link(other, LinkKind.DUPLICATE, ALL_OF_IT)
                if not link.why_not:
                    seen.append(other.content)
                yield link
            elif this.says_more_than(other):
                yield self._superset(other)

    def _superset(self, other: Facts) -> Link:
        """All of an earlier message and more: it takes its place; if it may not, what it repeats is shown once."""
        reason = "all of that comes again, and more"
        link = self.link(other, LinkKind.SUPERSEDES, reason)
        return self.link(other, LinkKind.DUPLICATE, reason) if link.why_not and not self._stranger(other) else link

    def withdrawals(self, earlier: Sequence[Facts], withdrawn: set[int]) -> Iterator[Link]:
        """What it takes back; that hides nothing, and is a person's to carry out."""
        for other in earlier:
            if other.number in withdrawn and not self.this.other_office(other):
                yield self.link(other, LinkKind.WITHDRAWS, "Annullamento of its protocol")

    def settled(self, links: Sequence[Link], earlier: Sequence[Facts]) -> list[Link]:
        """The links, so that a correction which says again what an older message said is not hidden behind that one, if
        what it corrects took that one's place: nothing would be in force then.
        """
        corrected = {link.other for link in links if link.kind is LinkKind.SUPERSEDES and not link.why_not}
        between = [other for other in earlier if other.number in corrected]
        known = {other.number: other for other in earlier}
        return [
            self._unhidden(link, known[link.other], between)
            if link.kind is LinkKind.DUPLICATE and link.replaced == self.this.number
            else link
            for link in links
        ]

    def _unhidden(self, link: Link, older: Facts, between: Sequence[Facts]) -> Link:
        if not any(other.order > older.order and (other.raised or other.rank >= older.rank) for other in between):
            return link
        if older.rank <= self.this.rank:
            return replace(link, replaced=older.number, current=self.this.number)
        return replace(link, replaced=None, current=None)


def _parts(judge: _Judge, earlier: Sequence[Facts]) -> Iterator[Link]:
    for part in judge.this.said.get(RelationKind.PART, ()):
        for other in earlier:
            if not judge.this.other_office(other) and (theirs := _sibling(part, judge.this, other)) is not None:
                yield judge.link(other, LinkKind.PART, f"part {part} beside part {theirs}")


def _missing_parts(this: Facts, others: Iterable[Facts], decided: Mapping[tuple[int, str], bool]) -> list[Doubt]:
    """Parts that are announced and nowhere stored. One that is less sure to be of the office does not make the whole
    whole, unless a person says so.
    """
    for part in this.said.get(RelationKind.PART, ()):
        total = int(part.split("/")[1])
        trusted = [
            other
            for other in others
            if decided.get((other.number, LinkKind.PART), this.same_office(other) and other.rank >= this.rank)
        ]
        present = {part, *filter(None, (_sibling(part, this, other) for other in trusted))}
        missing = [number for number in range(1, total + 1) if f"{number}/{total}" not in present]
        if missing:
            listed = ", ".join(map(str, missing))
            return [(ProblemCode.MISSING_PART, f"it is part {part.replace('/', ' of ')}; missing so far: {listed}")]
    return []


def _sibling(part: str, this: Facts, other: Facts) -> str | None:
    """The other part of the same whole that a message may be."""
    if not this.same_office(other) and not (this.sender and this.sender == other.sender):
        return None
    total = part.split("/")[1]
    return next((p for p in other.said.get(RelationKind.PART, ()) if p != part and p.split("/")[1] == total), None)


def _declared(
    judge: _Judge, earlier: Sequence[Facts], named: set[int], linked: set[int]
) -> tuple[list[Link], list[Doubt]]:
    """What the message itself says: a correction gives way to nobody and replaces what it corrects, an addition stands
    beside.

    Meant is what it answers or whose protocol it cites; failing that the only earlier submission of its office, or the
    only one that describes a campo of this one. Where several could be meant a person decides.
    """
    this = judge.this
    correction, addition = RelationKind.CORRECTION in this.said, RelationKind.ADDITION in this.said
    # Protocols of two offices may bear one number.
    answered = [
        o for o in earlier if o.number in named and o.kind == MessageKind.SUBMISSION and not this.other_office(o)
    ]
    if not (correction or addition):
        reason = "it is a reply to it or cites its protocol"
        return [judge.link(other, LinkKind.FOLLOWS_UP, reason) for other in answered], []
    kind = LinkKind.SUPERSEDES if correction else LinkKind.FOLLOWS_UP
    words = this.said[RelationKind.CORRECTION if correction else RelationKind.ADDITION][0]
    chosen = _meant(this, earlier, linked, correction=correction)
    if answered:
        found = [judge.link(other, kind, f"it names it, and says: {words}") for other in answered]
        surer = [str(other.number) for other in chosen if all(other.rank > named.rank for named in answered)]
        told = f"it names a message whose sender is less sure ({words}); it could mean {', '.join(surer)}"
        return found, [(PROBLEM_OF[kind], told)] if surer else []
    if len(chosen) == 1:
        return [judge.link(chosen[0], kind, f"the earlier message of the same office; it says: {words}")], []
    if linked and not chosen:
        return [], []
    meant = (
        f"it could be {', '.join(str(other.number) for other in chosen)}" if chosen else "none of its office is stored"
    )
    return [], [(PROBLEM_OF[kind], f"it speaks of an earlier message ({words}); {meant}")]


def _meant(this: Facts, earlier: Sequence[Facts], linked: set[int], *, correction: bool) -> Sequence[Facts]:
    """Which earlier submissions a message may speak of that names none: those on its campi before others.

    Surer ones go before less sure ones, so that nobody makes it doubtful whom an office corrects by writing in between.
    """
    candidates = [
        other
        for other in earlier
        if other.kind == MessageKind.SUBMISSION
        and other.number not in linked
        and (this.same_office(other) or (not this.other_office(other) and this.sender and this.sender == other.sender))
    ]
    tiers = [[o for o in candidates if o.rank == rank] for rank in sorted({o.rank for o in candidates}, reverse=True)]
    for tier in tiers:
        same_campo = [other for other in tier if other.campi & this.campi]
        if len(same_campo) == 1 or (correction and same_campo):
            return same_campo
    return tiers[0] if tiers and not linked else []


def _with_copies(linked: set[int], earlier: Sequence[Facts]) -> set[int]:
    """The linked messages, and those that say the very same as one of them."""
    said = [other.content for other in earlier if other.number in linked]
    return linked | {other.number for other in earlier if other.content and other.content in said}
