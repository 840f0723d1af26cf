"""The text of a mail, put together from its parts."""

import re
from dataclasses import dataclass, field

_RTF = "application/rtf"
#: What makes a page of a text: a parser stops at the end of the first page, and would not see a text behind it.
_FRAME = re.compile(r"</?(?:html|body|head)\b[^>]{0,2000}>|<!doctype\b[^>]{0,2000}>", re.IGNORECASE)


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
        """Type and UTF-8 bytes of all of it, None if there is none. RTF (from Outlook) counts only if it stands
        alone.
        """
        texts = [(kind, text) for kind, text in self.texts if kind != _RTF]
        if not texts:
            return (_RTF, self.texts[0][1].encode("latin-1", "replace")) if self.texts else None
        kind = "text/html" if any(kind == "text/html" for kind, _ in texts) else "text/plain"
        passages = [_as_html(k, text) if kind == "text/html" else text for k, text in texts]
        return f"{kind}; charset=utf-8", "\n\n".join(passages).encode("utf-8", "replace")


def _as_html(kind: str, text: str) -> str:
    if kind == "text/html":
        return f"<div>{_FRAME.sub(' ', text)}</div>"
    return "<pre>{}</pre>".format(text.replace("&", "&amp;").replace("<", "&lt;"))
