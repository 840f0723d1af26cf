"""Who wrote what somebody passed on, as the lines above a forwarded text say it."""

import re
from collections.abc import Sequence

from parsers.model import Block, Mention

_FROM = re.compile(
    r"(?:^|\n|(?<![-*_ ])[-*_ ]{2,})\W{0,3}(?:da|from|mittente|von)\s?\W?\s?:\W{0,3}([^\n]{3,200})", re.IGNORECASE
)
_ADDRESS = re.compile(r"(?<![\w.+'-])[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
_NEXT = re.compile(r"\s(?:inviato|data|date|sent|a|to|per|cc|oggetto|subject)\s?:", re.IGNORECASE)


def author_of(blocks: Sequence[Block]) -> Mention | None:
    """The first author named in the headers of a forwarded mail, None if there is none."""
    match = _FROM.search("\n".join(block.text for block in blocks))
    if match is None:
        return None
    line = _NEXT.split(match[1])[0]
    address = _ADDRESS.search(line)
    name = re.sub(r"\[?mailto:[^\]\s]*\]?|[<>\[\]\"*]", " ", line.replace(address[0], " ") if address else line)
    # Outlook's `Per conto di` names whoever the message stands for; a PEC provider never writes in a forwarded text.
    name = re.sub(r"\s+", " ", name).strip(" ,;-")
    return Mention(name, address[0].lower() if address else "")
