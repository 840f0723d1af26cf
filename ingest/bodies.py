"""The text of a mail: which parts are it, and which of several readings of it is taken."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ingest.mime import MimePart, charset_of, decode_text

_RTF = "application/rtf"


@dataclass(slots=True)
class Bodies:
    """The texts of one mail in order, as (type, text)."""

    texts: list[tuple[str, str]] = field(default_factory=list)

    def add(self, kind: str, text: str) -> None:
        """One more text."""
        if text.strip():
            self.texts.append((kind, text))

    @property
    def written(self) -> bool:
        """Whether there is any."""
        return bool(self.texts)

    def joined(self) -> tuple[str, bytes] | None:
        """Type and UTF-8 bytes of all of it, None if there is none. RTF (from Outlook) counts only if it is the only text."""
        texts = [(kind, text) for kind, text in self.texts if kind != _RTF]
        if not texts:
            return (_RTF, self.texts[0][1].encode("latin-1", "replace")) if self.texts else None
        kind = "text/html" if any(kind == "text/html" for kind, _ in texts) else "text/plain"
        if kind == "text/html":
            text = "\n".join(text if k == kind else f"<pre>{_escape(text)}</pre>" for k, text in texts)
        else:
            text = "\n\n".join(text for _, text in texts)
        return f"{kind}; charset=utf-8", text.encode("utf-8", "replace")


def is_body(part: MimePart) -> bool:
    """Whether a leaf is text of the mail itself and no file."""
    return part.content_type in {"text/plain", "text/html", _RTF} and not part.filename and part.disposition != "attachment"


def other_readings(part: MimePart) -> Iterator[MimePart]:
    """Of a multipart/alternative the reading that is taken, and the files that lie in the others."""
    chosen = _best_alternative(part)
    for child in part.children:
        if child is chosen:
            yield child
            continue
        for leaf in child.walk():
            if leaf.content is not None and not is_body(leaf):
                yield leaf


def _best_alternative(part: MimePart) -> MimePart | None:
    """Plain text carries the words without guessing; HTML wins only where the plain text is a stub."""
    texts = {id(child): next((leaf for leaf in child.walk() if is_body(leaf)), None) for child in part.children}
    written = [(child, leaf) for child in part.children if (leaf := texts[id(child)]) is not None]
    plain = next(((child, leaf) for child, leaf in written if leaf.content_type == "text/plain"), None)
    rich = next(((child, leaf) for child, leaf in written if leaf.content_type == "text/html"), None)
    if plain is None or rich is None:
        return (plain or rich or (None,))[0]
    words = len(decode_text(plain[1].content or b"", charset_of(plain[1])).split())
    markup = decode_text(rich[1].content or b"", charset_of(rich[1]))
    visible = re.sub(r"<style.*?</style>|<[^>]*>", " ", markup, flags=re.DOTALL | re.IGNORECASE)
    return plain[0] if words * 3 >= len(visible.split()) else rich[0]


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
