"""Names of places among the words of a text."""

from collections.abc import Sequence

from parsers.bodies.lexicon import match_start
from parsers.bodies.tokens import Token
from parsers.italian.places import is_place, place_names


def place_end(run: Sequence[Token], at: int) -> int:
    """Where the longest name of a place ends that begins at a token; `at` itself if none does."""
    key = run[at].key
    longest = place_names().get(key, 0)
    if not longest and key == "l'":
        longest = 2
    for size in range(min(longest, len(run) - at), 0, -1):
        some = run[at : at + size]
        if any(token.border for token in some[1:]):
            continue
        words = " ".join(token.key for token in some).replace("' ", "'").replace(" ,", ",")
        if is_place(words):
            return at + size
    return at


def place_behind(run: Sequence[Token], at: int) -> int:
    """Where the place ends that begins at a token with a capital letter, -1 where none does."""
    if at >= len(run) or not run[at].capital or run[at].border or match_start(run, at):
        return -1
    end = place_end(run, at)
    return end if end > at else -1
