"""Chains: places in a row, each with one of a few labels, of which a label also hangs on the one before it.

Linear-chain conditional random fields, as CRFsuite teaches and writes them. CRFsuite itself takes as text whatever a
place looks at, also what it sees of its neighbours (`-1:bold`). Here each place says once what it shows; a row of
numbers holds what that says of the place itself and of those around it, so that nothing is written and looked up for
every neighbour again.
"""

import re
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain
from operator import add, mul

import numpy as np
from numpy.typing import NDArray

#: The head of a file (`crf1d_model.c` of CRFsuite): its mark, size, kind and version, how many features, labels and
#: attributes it has, and where the parts begin.
_HEAD, _VERSION = struct.Struct("<4sI4s9I"), 100
#: Of a list of names (`cqdb.c`): its mark, size, flag, order of bytes, how many names, and where their places stand.
_LIST = struct.Struct("<4s5I")
_FEATURE = np.dtype([("kind", "<u4"), ("source", "<u4"), ("label", "<u4"), ("weight", "<f8")])
_OF_A_PLACE, _OF_A_MOVE = 0, 1
#: How what a neighbour shows is written: how many places further, and what.
_SEEN = re.compile(r"(-?\d):(.+)", re.DOTALL)
#: What is seen beyond either end.
NOTHING = "none"


@dataclass(frozen=True, slots=True, eq=False)
class Chain:
    """`weights` (rows x `steps` x `labels`): what a shown thing says for each label of the place so many steps before
    it (of the place itself at step 0); row 0 is of all that is not known. `moves` (labels x labels): what a label says
    for the one behind it.
    """

    labels: tuple[str, ...]
    steps: tuple[int, ...]
    rows: Mapping[str, int]
    weights: NDArray[np.float64]
    moves: NDArray[np.float64]

    def scores(self, shown: Sequence[Iterable[str]]) -> NDArray[np.float64]:
        """What speaks for each label at each place (places x labels), by what the places show."""
        edge = [[self.rows.get(NOTHING, 0)]] * (reach := max(map(abs, self.steps)))
        known = [*edge, *([0, *filter(None, map(self.rows.get, one))] for one in shown), *edge]
        rows = np.fromiter(chain.from_iterable(known), dtype=np.intp)
        said = np.add.reduceat(self.weights[rows], [*accumulate(map(len, known[:-1]), initial=0)], axis=0)
        seen = (said[reach + step :][: len(shown), number] for number, step in enumerate(self.steps))
        total: NDArray[np.float64] = sum(seen, np.zeros((len(shown), len(self.labels))))
        return total

    def chances(self, scores: NDArray[np.float64]) -> list[list[float]]:
        """The probability of each label at each place."""
        raised, moves = _raised(scores), np.exp(self.moves).tolist()
        across = [*zip(*moves, strict=True)]
        ahead = [raised[0]]
        for own in raised[1:]:
            ahead.append(_whole(map(mul, own, [sum(map(mul, ahead[-1], column)) for column in across])))
        found, behind = [_whole(ahead[-1])], [1.0] * len(self.labels)
        for own, before in zip(raised[:0:-1], ahead[-2::-1], strict=True):
            said = [*map(mul, own, behind)]
            behind = _whole(sum(map(mul, said, row)) for row in moves)
            found.append(_whole(map(mul, before, behind)))
        return found[::-1]

    def first(self, scores: NDArray[np.float64], label: int) -> float:
        """The probability of one of two labels at the first place; what the places behind it say is one number."""
        pair = [label, 1 - label]
        (stays, leaves), (comes, remains) = np.exp(self.moves[pair][:, pair]).tolist()
        own, *behind = map(float, np.exp(scores[:, label] - scores[:, 1 - label]))
        odds = 1.0
        for said in reversed(behind):
            odds = (stays * said * odds + leaves) / (comes * said * odds + remains)
        return own * odds / (1 + own * odds)

    def best(self, scores: NDArray[np.float64]) -> list[str]:
        """The labels that are together the most probable."""
        rows, across = scores.tolist(), [*zip(*self.moves.tolist(), strict=True)]
        numbers, total, came = range(len(self.labels)), rows[0], []
        for own in rows[1:]:
            ways = [[*map(add, total, column)] for column in across]
            most = [*map(max, ways)]
            came.append([*map(list.index, ways, most)])
            total = [*map(add, own, most)]
        path = [max(numbers, key=total.__getitem__)]
        for before in reversed(came):
            path.append(before[path[-1]])
        return [self.labels[number] for number in reversed(path)]


def _raised(scores: NDArray[np.float64]) -> list[list[float]]:
    raised: list[list[float]] = np.exp(scores - scores.max(axis=1, keepdims=True)).tolist()
    return raised


def _whole(amounts: Iterable[float]) -> list[float]:
    """Amounts as shares of their sum."""
    held = [*amounts]
    total = sum(held)
    return [amount / total for amount in held]


def load(content: bytes) -> Chain:
    """The model of a file that CRFsuite wrote. Raises ValueError for anything else."""
    try:
        mark, _, kind, version, *numbers = _HEAD.unpack_from(content)
        if (mark, kind, version) != (b"lCRF", b"FOMC", _VERSION):
            raise ValueError("another kind of file")
        features_at, labels_at, names_at = numbers[3:6]
        features = np.frombuffer(content, _FEATURE, *_count_and_place(content, features_at))
        return _put_together(features, [*_names(content, labels_at)], [*_names(content, names_at)])
    except (struct.error, IndexError, UnicodeDecodeError, ValueError) as error:
        raise ValueError(f"no model of chains: {error}") from error


def _count_and_place(content: bytes, at: int) -> tuple[int, int]:
    """How many features there are, and where the first one stands."""
    head = struct.Struct("<4sII")
    return head.unpack_from(content, at)[2], at + head.size


def _names(content: bytes, at: int) -> Iterator[str]:
    """The names of a list, by their numbers."""
    *_, count, places = _LIST.unpack_from(content, at)
    for place in np.frombuffer(content, "<u4", count, at + places).tolist():
        _, size = struct.unpack_from("<II", content, at + place)
        # A zero ends each.
        yield content[at + place + 8 : at + place + 7 + size].decode()


def _put_together(features: NDArray[np.void], labels: Sequence[str], names: Sequence[str]) -> Chain:
    seen = [(int(match[1]), match[2]) if (match := _SEEN.fullmatch(name)) else (0, name) for name in names]
    rows = {name: row for row, name in enumerate(dict.fromkeys(name for _, name in seen), 1)}
    steps = sorted({0, *(step for step, _ in seen)})
    weights, moves = np.zeros((len(rows) + 1, len(steps), len(labels))), np.zeros((len(labels), len(labels)))
    of_moves = features[features["kind"] == _OF_A_MOVE]
    moves[of_moves["source"], of_moves["label"]] = of_moves["weight"]
    own = features[features["kind"] == _OF_A_PLACE]
    at = np.array([(rows[name], steps.index(step)) for step, name in seen])[own["source"]]
    weights[at[:, 0], at[:, 1], own["label"]] = own["weight"]
    return Chain(tuple(labels), tuple(steps), rows, weights, moves)
