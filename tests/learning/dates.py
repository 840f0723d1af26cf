"""Teaches which date of an agreement is the day of signing (`parsers/agreements/dates.py`).

`python -m tests.learning.dates` says how often the day is right on each writer by weights that saw none of his texts,
and how sure the program was where it was right and where it was wrong.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from parsers.agreements.dates import ENOUGH, WEIGHTS
from parsers.agreements.day_traits import find_days, says_unsigned, traits_of
from parsers.agreements.head import find_head
from parsers.agreements.sheet import lines, running_lines
from parsers.agreements.weights import chance
from parsers.model import Block
from tests.learning.parties import FORMS
from tests.learning.read_acts import WRITERS, acts, read
from tests.learning.regular_days import made
from tests.learning.weights import teach, written

#: Writers whose days are learned from. With `atti-m` too a day of `atti-b` is lost, so that one is left out.
TAUGHT = tuple(writer for writer in WRITERS if writer != "atti-m")
#: Of so many agreements one is also learned from as it would be without its day, since there are few drafts.
_DRAFTS = 2


@dataclass(frozen=True)
class Dated:
    """An agreement with its dates, each with its traits, these as they would be without the day of signing, and that
    day."""

    act: str
    days: tuple[tuple[date, frozenset[str]], ...]
    unsigned: tuple[tuple[date, frozenset[str]], ...]
    signed_on: date | None

    def bare(self) -> "Dated":
        """The same without its day of signing, as a draft is."""
        return replace(self, days=self.unsigned, signed_on=None)


def dated(writer: str, form: str) -> Iterator[Dated]:
    """The agreements of a writer in a format."""
    for act, blocks in zip(acts(writer), read(writer, form), strict=True):
        signed = act.signed_on
        yield Dated(act.id, tuple(_days(blocks)), tuple(_days(blocks, signed)), signed)


def _days(blocks: Sequence[Block], without: date | None = None) -> Iterator[tuple[date, frozenset[str]]]:
    found, running = lines(blocks), running_lines(blocks)
    head = find_head(found)
    days = [*find_days(found), *find_days(running, running=True)]
    days = [day for day in days if day.found.day != without]
    state = says_unsigned(found, [line.folded for line in running])
    for day, traits in zip(days, traits_of(days, found, head.at if head else 0, state), strict=True):
        yield day.found.day, traits


def taught(writers: Sequence[str]) -> list[tuple[frozenset[str], bool]]:
    """The dates that are learned from, each with its answer: those of the writers and those of regular texts."""
    found = [(traits, day == text.signed_on) for text in made() for day, traits in _days(text.blocks)]
    for writer in writers:
        for form in FORMS:
            for number, one in enumerate(dated(writer, form)):
                found += [(traits, day == one.signed_on) for day, traits in one.days]
                if number % _DRAFTS == 0 and one.signed_on:
                    found += [(traits, False) for _, traits in one.unsigned]
    return found


def told(one: Dated, weights: dict[str, float]) -> tuple[date | None, float]:
    """The day that weights tell, None if none, with how sure that is."""
    sure = [chance(sum(weights.get(trait, 0.0) for trait in ("", *traits))) for _, traits in one.days]
    best = max(sure, default=0.0)
    if best < ENOUGH:
        return None, 1 - best
    return [day for (day, _), one_sure in zip(one.days, sure, strict=True) if one_sure == best][-1], best


def main() -> None:
    """Says what the weights are worth, writer by writer, and writes them."""
    for writer in WRITERS:
        weights = teach(taught([other for other in TAUGHT if other != writer]))
        for form in FORMS[:2]:
            answers = [(one, *told(one, weights)) for one in dated(writer, form)]
            stated = [day == one.signed_on for one, day, _ in answers if one.signed_on]
            empty = [day is None for one, day, _ in answers if not one.signed_on]
            bare = [told(one.bare(), weights)[0] is None for one, _, _ in answers if one.signed_on]
            print(
                f"{writer} {form}: stated {sum(stated)} of {len(stated)}, empty {sum(empty)} of {len(empty)}, empty "
                f"where the day was taken out {sum(bare)} of {len(bare)}"
            )
            for one, day, sure in answers:
                if day != one.signed_on:
                    print(f"    {one.act}: {day}, not {one.signed_on} ({sure:.2f})")
    write()


def write() -> None:
    """Teaches of all writers and writes the weights."""
    WEIGHTS.write_text(written(teach(taught(TAUGHT))), encoding="utf-8")
    print(f"written: {WEIGHTS.name}")


if __name__ == "__main__":
    main()
