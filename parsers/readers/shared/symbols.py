"""Symbol fonts: which codes are tick boxes. Facts of the fonts, as measured and listed for the project."""

from parsers.model import EMPTY, TICKED

_WINGDINGS = {
    0x6E: "■", 0x6F: EMPTY, 0x71: EMPTY, 0x72: EMPTY, 0x78: TICKED, 0xA8: EMPTY, 0xFB: "✗", 0xFC: "✓",
    0xFD: TICKED, 0xFE: TICKED, 0xA7: "▪", 0xD8: "➢", 0x76: "❖", 0x6C: "●", 0xA1: "○", 0xE0: "→", 0x9F: "•", 0xF0: "⇨",
}  # fmt: skip
_WINGDINGS_2 = {0x4F: "✗", 0x50: "✓", 0x51: TICKED, 0x52: TICKED, 0x53: TICKED, 0x54: TICKED, 0xA3: EMPTY, 0x30: EMPTY}
_WEBDINGS = {0x61: "✓", 0x63: EMPTY, 0x67: "■", 0x72: "✗"}
_ZAPF_DINGBATS = {
    0x33: "✓", 0x34: "✓", 0x35: "✗", 0x36: "✗", 0x37: "✗", 0x38: "✗", 0x6C: "●", 0x6E: "■", 0x6F: EMPTY,
    0x70: EMPTY, 0x71: EMPTY, 0x72: EMPTY,
}  # fmt: skip
_SYMBOL = {0xB7: "•", 0xA8: "♦", 0xD0: "∠", 0xDE: "⇒", 0xAE: "→"}

#: In this order a code is looked up whose font lost its name: where two fonts differ, forms use the one, nobody the
#: other.
_WITHOUT_NAME = (_WINGDINGS, _WINGDINGS_2, _WEBDINGS, _SYMBOL)

_FONTS: dict[str, dict[int, str]] = {
    "wingdings": _WINGDINGS,
    "wingdings2": _WINGDINGS_2,
    "webdings": _WEBDINGS,
    "zapfdingbats": _ZAPF_DINGBATS,
    "itczapfdingbats": _ZAPF_DINGBATS,
    "symbol": _SYMBOL,
}

#: Unicode marks that people and programs use for the two states of a box.
_UNICODE = {
    "☑": TICKED,
    "🗹": TICKED,
    "🗷": TICKED,
    "⊠": TICKED,
    "❏": EMPTY,
    "❑": EMPTY,
    "❒": EMPTY,
    "❐": EMPTY,
    "▢": EMPTY,
    "◻": EMPTY,
    "🗆": EMPTY,
}


def is_symbol_font(font: str) -> bool:
    """Whether text in this font is drawn as symbols instead of letters."""
    return _key(font) in _FONTS


def symbol(code: int, font: str) -> str:
    """The character that `code` shows in a symbol font, with or without the 0xF000 offset; "" if it means nothing."""
    return _FONTS.get(_key(font), {}).get(code & 0xFF, "")


def in_symbol_font(text: str, font: str) -> str:
    """Letters typed in a symbol font, as what they show; a letter without meaning here becomes a bullet."""
    return "".join(character if character.isspace() else symbol(ord(character), font) or "•" for character in text)


class _Marks(dict[int, str]):
    """What each character becomes, learned as it is met."""

    def __missing__(self, code: int) -> str:
        if 0xF000 <= code <= 0xF0FF:
            self[code] = next((table[code & 0xFF] for table in _WITHOUT_NAME if code & 0xFF in table), "•")
        else:
            self[code] = _UNICODE.get(chr(code), chr(code))
        return self[code]


_MARKS = _Marks()


def normalise_marks(text: str) -> str:
    """Private-use characters (a symbol font lost its name) and the many box characters as the few of the model."""
    return text if text.isascii() else text.translate(_MARKS)


def _key(font: str) -> str:
    return font.split("+")[-1].replace(" ", "").replace("-", "").replace("Regular", "").lower()
