"""How the text of an RTF group is set, and what its control words change of that (specification 1.9.1)."""

import re
from dataclasses import dataclass, field, replace

from parsers.readers.rtf.sheets import Sheets
from parsers.readers.rtf.words import FRAMES, MARKS, SWITCHES
from parsers.readers.shared.runs import Look

_UNDERLINED = re.compile(r"ul(?!c)[a-z]*")


@dataclass(frozen=True, slots=True)
class Layout:
    """The properties of a paragraph."""

    level: int | None = None
    in_table: bool = False
    framed: bool = False
    listed: bool = False
    drop_cap: bool = False
    style: int | None = None

    def changed(self, word: str, value: int | None) -> "Layout | None":
        """The layout behind a control word, None if that is no property of a paragraph."""
        if word == "pard":
            return Layout()
        if word in {"intbl", "itap"}:
            return replace(self, in_table=value != 0)
        if word == "outlinelevel":
            return replace(self, level=value + 1 if value is not None and value < 9 else None)
        if word == "s":
            return replace(self, style=value)
        if word == "ls":
            return replace(self, listed=bool(value))
        if word == "dropcapli":
            return replace(self, drop_cap=bool(value))
        return replace(self, framed=True) if word in FRAMES or (word == "cbpat" and value) else None


@dataclass(frozen=True, slots=True)
class State:
    r"""What a group inherits: where its text goes, and how it is set. `fallbacks` is how many characters follow a
    `\u`.
    """

    target: str = "body"
    look: Look = field(default_factory=Look)
    marks: frozenset[str] = frozenset()
    layout: Layout = field(default_factory=Layout)
    encoding: str = "windows-1252"
    fallbacks: int = 1

    def changed(self, word: str, value: int | None, sheets: Sheets, default: str) -> "State":
        """The state behind a property of characters; `default` is the encoding of the document."""
        on = value != 0
        if word == "plain":
            return replace(self, look=Look(), marks=frozenset(), encoding=default)
        if word == "f" and value in sheets.fonts:
            name, encoding = sheets.fonts[value]
            return replace(self, look=replace(self.look, font=name), encoding=encoding)
        if word in SWITCHES:
            return replace(self, look=self.look.switched(SWITCHES[word], on=on))
        if word == "uc":
            return replace(self, fallbacks=max(value or 0, 0))
        if word == "cf":
            return self._marked("colour", on=on and sheets.is_coloured(value))
        if word in MARKS or _UNDERLINED.fullmatch(word):
            return self._marked(MARKS.get(word, "line"), on=on and word != "ulnone")
        return self

    def _marked(self, mark: str, *, on: bool) -> "State":
        return replace(self, marks=self.marks | {mark} if on else self.marks - {mark})
