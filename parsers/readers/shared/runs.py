"""What all word processors have: paragraphs of runs, each in a font and a look. Their readers share the rules here."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
from typing import Generic, TypeVar

from config import account
from parsers.model import EMPTY, TICKED, UNKNOWN, Block
from parsers.readers.plain import LIGATURES, open_letterspacing
from parsers.readers.shared.symbols import in_symbol_font, is_symbol_font, normalise_marks, symbol

#: An anchored text box, as the reader of the format keeps it until the paragraph is over.
BoxT = TypeVar("BoxT")

_SYMBOL_FIELD = re.compile(r"\s*SYMBOL\s+(?P<code>0x[0-9a-f]+|\d+)(?=.*?\\f\s*\"?(?P<font>[^\"\\]+))", re.IGNORECASE)
#: An answer that is undefined in a legacy form field: its default counts ([MS-DOC] 2.9.78).
DEFAULT_RESULT = 25


@dataclass(frozen=True, slots=True)
class Look:
    """How a run is set. `font` is "" where unknown; `marked` means underlined, highlighted, framed or coloured."""

    font: str = ""
    bold: bool = False
    unbold: bool = False
    marked: bool = False
    struck: bool = False
    caps: bool = False
    hidden: bool = False

    def switched(self, name: str, *, on: bool) -> "Look":
        """The look with one of its properties, by name, on or off."""
        return replace(self, **{name: on})  # type: ignore[arg-type]  # all but `font` are switches


@dataclass(slots=True)
class ParagraphText(Generic[BoxT]):
    """The text of a paragraph as it is collected, and how much of it is set in which look.

    `unbold` is true where a run switches off what a bold style switched on.
    """

    pieces: list[str] = field(default_factory=list)
    boxes: list[BoxT] = field(default_factory=list)
    letters: int = 0
    bold_letters: int = 0
    marked_letters: int = 0
    struck_letters: int = 0
    unbold: bool = False

    def take(self, content: str, look: Look) -> None:
        """Adds the text of a run; in a symbol font, what it shows."""
        if look.hidden:
            return
        if is_symbol_font(look.font):
            self.pieces.append(in_symbol_font(content, look.font))
            return
        content = content.replace("\xad", "").translate(LIGATURES)
        self.pieces.append(content.upper() if look.caps else content)
        letters = sum(character.isalpha() for character in content)
        self.letters += letters
        self.bold_letters += letters if look.bold else 0
        self.marked_letters += letters if look.marked else 0
        self.struck_letters += letters if look.struck else 0
        self.unbold = self.unbold or (look.unbold and letters > 0)

    def add(self, mark: str) -> None:
        """Adds a tick, number or the like, which has no look."""
        self.pieces.append(mark)

    @property
    def text(self) -> str:
        """All pieces together."""
        return normalise_marks("".join(self.pieces))

    @property
    def bold(self) -> bool:
        """Whether (nearly) all letters are bold."""
        return self.letters > 0 and self.bold_letters >= self.letters * 0.9

    @property
    def marked(self) -> bool:
        """Whether (nearly) all letters are underlined, highlighted, framed or coloured."""
        return self.letters > 0 and self.marked_letters >= self.letters * 0.8

    @property
    def struck(self) -> bool:
        """Whether (nearly) all letters are struck out."""
        return self.letters > 0 and self.struck_letters >= self.letters * 0.8

    def lines(self) -> list[str]:
        """A paragraph with hard line breaks is several lines: offices type headings and text so."""
        lines = [re.sub(r"[ \t\xa0]+", " ", open_letterspacing(line)).strip() for line in self.text.split("\n")]
        return [line for line in lines if line]


def within(blocks: Sequence[Block], most: int) -> tuple[Block, ...]:
    """The first blocks, up to `most` characters of text (LIMIT_TEXT_CHARS)."""
    lengths = accumulate(len(block.text) for block in blocks)
    kept = tuple(block for block, length in zip(blocks, lengths, strict=True) if length <= most)
    if len(kept) < len(blocks):
        account.cut_short(f"only the first {len(kept)} paragraphs were read (LIMIT_TEXT_CHARS is {most})")
    return kept


def append(blocks: list[Block], more: Sequence[Block], tables: int) -> int:
    """Adds the blocks of another text behind these, which have `tables` tables; returns how many there are now."""
    for block in more:
        place = replace(block.cell, table=block.cell.table + tables) if block.cell is not None else None
        blocks.append(replace(block, index=len(blocks), cell=place))
    return tables + 1 + max((block.cell.table for block in more if block.cell is not None), default=-1)


def box_state(result: int | None, default: int | None) -> str:
    """The mark of a legacy check box from its stored result and default; UNKNOWN if it stores neither sensibly."""
    state = default if result is None or result == DEFAULT_RESULT else result
    return {None: EMPTY, 0: EMPTY, 1: TICKED}.get(state, UNKNOWN)


def symbol_field(instruction: str) -> str:
    """What a field like `SYMBOL 254 \\f Wingdings` shows; "" for other fields. Word stores no result for it."""
    match = _SYMBOL_FIELD.match(instruction)
    if match is None:
        return ""
    code = int(match["code"], 16 if match["code"].lower().startswith("0x") else 10)
    return symbol(code, match["font"].strip()) or "•"
