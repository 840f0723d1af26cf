r"""Pictures and objects of an RTF file (specification 1.9.1, `\pict` and `\objdata`)."""

import struct
from dataclasses import dataclass, field

from parsers.model import Enclosure
from parsers.readers.shared.enclosures import numbered, pictures
from parsers.readers.shared.ole import ole1_file

_SUFFIXES = {"pngblip": "png", "jpegblip": "jpg", "emfblip": "emf", "wmetafile": "wmf", "dibitmap": "dib"}
_TWIPS_PER_CM = 567


@dataclass(slots=True)
class Embedded:
    """What has been collected of all pictures and objects. `digits` and `raw` are those of the one under way."""

    images: list[tuple[str, bytes, float | None]] = field(default_factory=list)
    files: list[tuple[str, bytes]] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)
    digits: list[bytes] = field(default_factory=list)
    raw: bytes = b""
    kind: str = ""
    sides: list[float] = field(default_factory=list)
    in_object: bool = False
    before: int = 0

    def enter_object(self) -> None:
        """An object begins: what is embedded, and a picture that only shows it."""
        self.in_object, self.before = True, len(self.files)

    def begin(self) -> None:
        """A picture or object begins."""
        self.digits, self.raw, self.kind, self.sides = [], b"", "", []

    def property(self, word: str, value: int | None) -> None:
        """A control word of a picture: its format, or a side at which it is shown."""
        if word in _SUFFIXES:
            self.kind = word
        elif word in {"picwgoal", "pichgoal"} and value is not None and value > 0:
            self.sides.append(value / _TWIPS_PER_CM)

    def end(self, destination: str) -> None:
        """A picture (`pict`) or object (`objdata`) is complete."""
        data = self.raw or self._from_digits()
        if destination == "pict" and self.in_object and len(self.files) > self.before:
            return
        if destination == "pict" and data:
            suffix = _SUFFIXES.get(self.kind, "bin")
            shown = min(self.sides) if len(self.sides) == 2 else None
            self.images.append((f"picture{len(self.images) + 1}.{suffix}", data, shown))
        elif data:
            try:
                self.files += [found] if (found := ole1_file(data)) is not None else []
            except (struct.error, ValueError, IndexError) as error:
                self.gaps.append(f"an embedded object cannot be read: {error}")

    def enclosures(self) -> tuple[Enclosure, ...]:
        """Pictures that may be pages, and embedded files."""
        return (*pictures(self.images), *numbered(self.files))

    def _from_digits(self) -> bytes:
        digits = b"".join(self.digits).translate(None, b" \t\r\n")
        try:
            return bytes.fromhex(digits[: len(digits) // 2 * 2].decode("ascii"))
        except (ValueError, UnicodeDecodeError):
            self.gaps.append("a picture or object in the file is damaged")
            return b""
