"""The labelled agreements, read: what the models of act, title and day learn from."""

from functools import cache

from parsers.model import Block
from tests.accuracy.acts import Act
from tests.accuracy.acts import acts as labelled
from tests.accuracy.markup import WRITERS as FORMATS
from tests.learning.parties import blocks_of

#: The writers of acts that are learned from; `atti-b` is for development and never taught.
WRITERS = ("atti-a", "atti-c", "atti-d", "atti-e", "atti-f", "atti-g", "atti-h", "atti-i", "atti-j", "atti-k", "atti-m")


@cache
def acts(writer: str) -> tuple[Act, ...]:
    """The labelled agreements of a writer."""
    return tuple(act for act in labelled([writer]) if act.act)


@cache
def read(writer: str, form: str) -> tuple[tuple[Block, ...], ...]:
    """The agreements of a writer in a format, in the order of `acts`."""
    return tuple(blocks_of(f"{act.id}.{form}", FORMATS[form](act.raw["text"])) for act in acts(writer))
