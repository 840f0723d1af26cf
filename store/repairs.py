"""Whether a message brings a repaired copy of what could not be read of an earlier one. Rules alone, no database.

They only ever propose: that a file bears the name of a damaged one says nothing of what stands in it. A person who
accepts settles what the copy makes good; see `store.settling`.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from config.vocabulary import LinkKind, ProblemCode
from store.comparing import Decisions, Facts, Link
from store.wording import folded

#: Problems that say that something was sent and is not in the records.
LACKING = (
    ProblemCode.ARCHIVE_LIMIT,
    ProblemCode.INFECTED_DOCUMENT,
    ProblemCode.ENCRYPTED_DOCUMENT,
    ProblemCode.UNREADABLE_DOCUMENT,
    ProblemCode.UNSUPPORTED_DOCUMENT,
    ProblemCode.MISSING_ATTACHMENT,
    ProblemCode.EMPTY_ATTACHMENT,
    ProblemCode.PROCESSING_LIMIT,
    ProblemCode.INTERNAL_ERROR,
)
_LEAVES_IT = "whether it makes good what could not be read is for a person to say"
#: What programs add to the name of a second copy.
_COPY = re.compile(r"\(\d+\)$|- ?(?:copia|copy)$|^(?:copia di|copy of) ", re.IGNORECASE)
_SUFFIX = re.compile(r"\.\w{1,5}$")


def stem(name: str) -> str:
    """The name of a file without suffixes and the marks of a copy, folded: `Scheda 5 (1).pdf.p7m` is `scheda 5`."""
    before, name = None, " ".join(name.split())
    while before != name:
        before, name = name, _COPY.sub("", _SUFFIX.sub("", name)).strip()
    return folded(name)


def names_in(path: str) -> Iterator[str]:
    """The names in a document's path, archives and mails around it too, as `stem` gives them."""
    return (name for part in path.split("/") if part != "(body)" and (name := stem(part)))


def with_repairs(
    found: Sequence[Link], this: Facts, others: Iterable[Facts], named: Collection[int], decided: Decisions
) -> list[Link]:
    """The links of a message, with those to earlier messages that it may repair.

    What a person accepted goes before any other link to that message, what a person refused is left out. Two messages
    that already are linked so that one gives way need no second proposal.
    """
    answers = {other: holds for (other, kind), holds in decided.links.items() if kind == LinkKind.REPAIRS}
    accepted = [Link(other, LinkKind.REPAIRS, "a person said so", other, this.number)
                for other, holds in answers.items() if holds]  # fmt: skip
    links = [*(link for link in found if not answers.get(link.other)), *accepted]
    taken = {link.other for link in links if link.why_not or link.replaced is not None} | set(answers)
    for other in sorted(others, key=lambda facts: facts.order):
        if other.number not in taken and (reason := _reason(this, other, named)):
            links.append(Link(other.number, LinkKind.REPAIRS, reason, other.number, this.number, _LEAVES_IT))
    return links


def _reason(this: Facts, other: Facts, named: Collection[int]) -> str:
    """What speaks for it, "" if nothing does."""
    if other.order >= this.order or not other.lost or not this.names or not _may_be_of_one(this, other):
        return ""
    if again := sorted(set(other.lost) & this.names - set(this.lost)):
        return f"it brings {', '.join(again)} again, in a form that can be read"
    brought = this.content - other.content
    if other.number in named and brought:
        return "it answers it or cites its protocol, or that of a letter about it"
    rest = other.content - {f"file {digest}" for digest in other.lost.values()}
    return "all of it that could be read comes again, and more" if rest and rest <= this.content and brought else ""


def _may_be_of_one(this: Facts, other: Facts) -> bool:
    """Whether they come from one office, or, as long as no office is known of one, from one address."""
    one_address = bool(this.sender) and this.sender == other.sender
    return this.same_office(other) or (one_address and not this.other_office(other))
