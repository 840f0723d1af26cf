"""A part of some bytes, named and not copied: a mail of 60 MB is taken apart in place, level by level."""

import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stretch:
    """The bytes `whole[start:end]`. Its places are those of `whole`; as in patterns, `^` looks at what stands before
    `start`.
    """

    whole: bytes
    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def __getitem__(self, cut: slice) -> bytes:
        """A copy of some bytes of it, counted from its own beginning."""
        begin, end, _ = cut.indices(len(self))
        return self.whole[self.start + begin : self.start + end]

    def __contains__(self, sought: bytes) -> bool:
        return self.whole.find(sought, self.start, self.end) >= 0

    def copied(self) -> bytes:
        """All of its bytes; no copy where they are all of the `whole`."""
        return self.whole[self.start : self.end]

    def search(self, pattern: re.Pattern[bytes]) -> re.Match[bytes] | None:
        """The first match in it."""
        return pattern.search(self.whole, self.start, self.end)

    def match(self, pattern: re.Pattern[bytes]) -> re.Match[bytes] | None:
        """The match at its beginning."""
        return pattern.match(self.whole, self.start, self.end)

    def after(self, place: int) -> "Stretch":
        """What follows a place."""
        return Stretch(self.whole, min(place, self.end), self.end)

    def before(self, place: int) -> "Stretch":
        """What stands before a place."""
        return Stretch(self.whole, self.start, place)

    def pieces(self, size: int) -> Iterator[bytes]:
        """All of its bytes in order, so many at a time."""
        for place in range(self.start, self.end, size):
            yield self.whole[place : min(place + size, self.end)]


def all_of(content: bytes) -> Stretch:
    """All of some bytes."""
    return Stretch(content, 0, len(content))
