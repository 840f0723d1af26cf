"""The questions that analysts ask, with the query that answers each: `cookbook.sql` beside this module."""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from store.wording import folded

_VIEW = re.compile(r"\bv_\w+")


@dataclass(frozen=True, slots=True)
class Question:
    """A question in words, and its SELECT, which both engines understand."""

    words: str
    sql: str

    @property
    def name(self) -> str:
        """The question as a name in addresses, such as `which-offices-have-not-replied-at-all`."""
        return folded(self.words).replace(" ", "-")

    @property
    def views(self) -> frozenset[str]:
        """The views that it asks."""
        return frozenset(_VIEW.findall(self.sql))


@cache
def questions() -> tuple[Question, ...]:
    """All questions in the order of the file. Between blank lines stand a line of words and a query that ends in a
    semicolon.
    """
    parts = files("store").joinpath("cookbook.sql").read_text(encoding="utf-8").strip().split("\n\n")
    # The first part says what the file is.
    return tuple(map(_question, parts[1:]))


def _question(part: str) -> Question:
    words, _, sql = part.partition("\n")
    return Question(words.removeprefix("-- "), sql.removesuffix(";"))
