"""Problems of one kind are told a few times and then counted: nobody reads a thousand lines, and no letter holds
them.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Sequence

from config.vocabulary import Problem

#: What the summary of many problems says: how many, and in which folder or archive.
COUNTED = re.compile(r"… and (\d+) more of this kind(?: in ([^:]+))?")
#: Names that are given of those that are only counted.
_NAMED = 5


def grouped(problems: Sequence[Problem], most: int) -> tuple[Problem, ...]:
    """`problems` in their order, at most `most` of one code in one folder or archive, and at most `most` of one code
    in all.

    Where there are more, the last one counts those that are left out and names a few; the documents keep their own
    status.
    """
    in_one_place = _counted(problems, most, lambda problem: (problem.code, _folder(problem.document)))
    return _counted(in_one_place, most, lambda problem: (problem.code, ""))


def _counted(problems: Sequence[Problem], most: int, key: Callable[[Problem], tuple[str, str]]) -> tuple[Problem, ...]:
    groups: dict[tuple[str, str], list[Problem]] = defaultdict(list)
    for problem in problems:
        groups[key(problem)].append(problem)
    told: list[Problem] = []
    seen: dict[tuple[str, str], int] = defaultdict(int)
    for problem in problems:
        group, seen[key(problem)] = groups[key(problem)], seen[key(problem)] + 1
        place = seen[key(problem)]
        if len(group) <= most or place < most:
            told.append(problem)
        elif place == most:
            told.append(_summary(group[most - 1 :], key(problem)[1]))
    return tuple(told)


def _summary(left: Sequence[Problem], folder: str) -> Problem:
    """One problem for many of a kind."""
    names = [problem.document.rpartition("/")[2] for problem in left if problem.document is not None]
    count = sum(_stands_for(problem) for problem in left)
    where = f" in {folder}" if folder else ""
    some = f": {', '.join(names[:_NAMED])}{' …' if len(names) > _NAMED else ''}" if names else ""
    return Problem(left[0].code, f"… and {count} more of this kind{where}{some}")


def _stands_for(problem: Problem) -> int:
    counted = COUNTED.match(problem.detail)
    return int(counted[1]) if counted is not None else 1


def _folder(document: str | None) -> str:
    return document.rpartition("/")[0] if document is not None else ""
