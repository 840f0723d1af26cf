"""Fonts, colours and styles of an RTF file, as its head lists them."""

import codecs
import re
from dataclasses import dataclass, field

#: Code pages by the character set of a font (fcharset); 1 is the one of the document, 2 marks a symbol font.
CHARSETS = {
    0: "windows-1252", 2: "latin-1", 77: "mac-roman", 128: "shift_jis", 129: "cp949", 134: "gb2312", 136: "big5",
    161: "windows-1253",
    162: "windows-1254", 177: "windows-1255", 178: "windows-1256", 186: "windows-1257", 204: "windows-1251",
    222: "cp874",
    238: "windows-1250", 254: "cp437", 255: "cp850",
}  # fmt: skip
CODE_PAGES = {"mac": "mac-roman", "pc": "cp437", "pca": "cp850", "ansi": "windows-1252"}
_HEADING = re.compile(r"(?:heading|titolo|intestazione) (\d)")


@dataclass(slots=True)
class Sheets:
    """`fonts` as (name, encoding), `colours` as whether each is one, `levels` of the styles that head; the entry under
    way last.
    """

    fonts: dict[int, tuple[str, str]] = field(default_factory=dict)
    colours: list[bool] = field(default_factory=list)
    levels: dict[int, int] = field(default_factory=dict)
    number: int | None = None
    encoding: str = ""
    name: str = ""
    coloured: bool = False

    def text(self, target: str, text: str) -> None:
        """Takes in text of one of the three lists; a semicolon ends an entry."""
        for number, name in enumerate(text.split(";")):
            if number and target == "colours":
                self.colours.append(self.coloured)
                self.coloured = False
            elif number and target == "fonts" and self.number is not None:
                self.fonts[self.number] = (self.name.strip(), self.encoding)
            elif (
                number
                and target == "styles"
                and self.number is not None
                and (match := _HEADING.match(self.name.strip().lower()))
            ):
                self.levels[self.number] = int(match[1])
            self.name = name if number else self.name + name

    def property(self, target: str, word: str, value: int | None, default: str) -> None:
        """Takes in a control word of one of the three lists; `default` is the encoding of the document."""
        if word == ("f" if target == "fonts" else "s"):
            self.number, self.name, self.encoding = value, "", default
        elif word == "cs":
            self.number = None
        elif word == "fcharset":
            self.encoding = CHARSETS.get(value or 0, default) if value != 1 else default
        elif word == "cpg":
            self.encoding = code_page(value)
        elif word in {"red", "green", "blue"} and value:
            self.coloured = True
        elif word == "outlinelevel" and self.number is not None and value is not None and value < 9:
            self.levels[self.number] = value + 1

    def is_coloured(self, number: int | None) -> bool:
        """Whether a colour by its number is another than black or automatic."""
        return number is not None and number < len(self.colours) and self.colours[number]


def code_page(number: int | None) -> str:
    """The name of a code page; that of Western Windows if the number is unknown."""
    try:
        return codecs.lookup(f"cp{number}").name
    except LookupError:
        return "windows-1252"
