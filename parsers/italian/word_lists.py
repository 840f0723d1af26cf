"""Word lists of the lexicon, as parts of patterns."""

import tomllib
from functools import cache
from importlib.resources import files


def one_of(name: str, kind: str) -> str:
    """The entries of one kind of `lexicon/NAME.toml`, any of which may match. Raises KeyError if there is no such
    kind.
    """
    return f"(?:{'|'.join(_lists(name)[kind])})"


@cache
def _lists(name: str) -> dict[str, list[str]]:
    return tomllib.loads(files("parsers.italian").joinpath(f"lexicon/{name}.toml").read_text(encoding="utf-8"))
