"""Prints what became of messages that were read again."""

import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import groupby
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
#: So many records that came or went are printed one by one.
_NAMED = 10
#: Longer values are cut, and those that do not fit beside each other stand below each other.
_LONGEST, _BESIDE = 300, 40


def reread(app: "App", numbers: Sequence[int], *, reason: str, as_json: bool = False) -> "list[Outcome]":
    """Reads messages again and prints what became of each as it is known, in a pipe too."""
    from jobs.app import open_reader
    from jobs.rerun import rerun

    outcomes: list[Outcome] = []

    def told(outcome: "Outcome") -> None:
        outcomes.append(outcome)
        if not as_json:
            try:
                print_outcome(outcome, len(outcomes), len(numbers))
            except BrokenPipeError:
                _go_on_unheard()

    with open_reader(app.settings) as reader:
        rerun(app, reader, numbers, told=told, reason=reason)
    return outcomes


def _go_on_unheard() -> None:
    """Who reads the output left (`| head`): that ends no work that was asked for."""
    unheard = os.open(os.devnull, os.O_WRONLY)
    os.dup2(unheard, sys.stdout.fileno())
    os.close(unheard)
    said = "raccolta: nobody reads the output any more; the work goes on to its end (Ctrl-C stops it)"
    say(tell(said), err=True)


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
    # The line above tells the state already.
    print_changes([change for change in outcome.changes if (change.record, change.field) != ("message", "status")])


def print_changes(changes: "Sequence[Change]") -> None:
    """The differences of one message, record by record; of many records that came or went the first ones."""
    for (what, record), group in groupby(changes, lambda change: (change.what, change.record)):
        alike = list(group)
        most = len(alike) if what == "changed" else _NAMED
        for change in alike[:most]:
            for line in _lines(change):
                say(f"  {line}")
        if len(alike) > most:
            sign = "+" if what == "added" else "-"
            left = len(alike) - most
            told("  {sign} {record}: … and {count} more (--json names all)", sign=sign, record=tell(record), count=left)


def _lines(change: "Change") -> Iterator[str]:
    """`+ documents: b.pdf` for what came, `documents b.pdf, status: unreadable -> read` for what changed."""
    record = tell(change.record)
    if change.what != "changed":
        sign, value = ("+", change.after) if change.what == "added" else ("-", change.before)
        yield f"{sign} {record}: {_short(value)}"
        return
    before, after = _short(change.before), _short(change.after)
    head = f"{record}{' ' * bool(change.name)}{change.name}, {change.field}:"
    if max(len(before), len(after)) <= _BESIDE:
        yield f"{head} {before} -> {after}"
    else:
        yield from (head, f"  - {before}", f"  + {after}")


def as_values(outcomes: "Sequence[Outcome]") -> list[dict[str, Any]]:
    """The same as JSON values."""
    return [asdict(outcome) for outcome in outcomes]


def _short(value: object) -> str:
    if value is None or value in ("", []):
        return "-"
    text = retell(str(value)).replace("\n", " ⏎ ")
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}… ({len(text)})"
