"""Prints what became of messages that were read again."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from config.vocabulary import MessageState
from jobs.cli.common import say, told
from jobs.language.words import retell, tell, word

if TYPE_CHECKING:
    from jobs.app import App
    from jobs.changes import Change
    from jobs.process import Outcome

#: States after which a message still has no result.
UNSOLVED = frozenset({"failed", "retry", "taken over"})


def reread(app: "App", numbers: Sequence[int], *, reason: str, as_json: bool = False) -> "list[Outcome]":
    """Reads messages again and prints what became of each as it is known, in a pipe too."""
    from jobs.app import open_reader
    from jobs.rerun import rerun

    outcomes: list[Outcome] = []

    def told(outcome: "Outcome") -> None:
        outcomes.append(outcome)
        if not as_json:
            print_outcome(outcome, len(outcomes), len(numbers))

    with open_reader(app.settings) as reader:
        rerun(app, reader, numbers, told=told, reason=reason)
    return outcomes


def print_outcome(outcome: "Outcome", place: int, count: int) -> None:
    """One message: what it was and became, why it is not done, and what changed of its records."""
    why = f": {retell(outcome.reason)}" if outcome.reason and outcome.after != "done" else ""
    same = "" if outcome.changes or outcome.before in {"received", "retry"} else tell(", no record changed")
    told(
        "{place}/{count}  message {number}  {before} -> {after}{same}{why}",
        place=place,
        count=count,
        number=outcome.message,
        before=word(MessageState, outcome.before),
        after=word(MessageState, outcome.after),
        same=same,
        why=why,
    )
    print_changes(outcome.changes)


def print_changes(changes: "Sequence[Change]") -> None:
    """The differences of one message, record by record."""
    for change in changes:
        say(f"  {change.record} {change.what}: {change.field}")
        for sign, value in (("-", change.before), ("+", change.after)):
            if value is not None:
                say(f"    {sign} {_short(value)}")


def as_values(outcomes: "Sequence[Outcome]") -> list[dict[str, Any]]:
    """The same as JSON values."""
    return [asdict(outcome) for outcome in outcomes]


def _short(value: object) -> str:
    text = str(value).replace("\n", " ⏎ ")
    return text if len(text) <= 300 else f"{text[:300]}… ({len(text)} characters)"
