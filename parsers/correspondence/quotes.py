"""Quoted mail below a reply: set apart, because a quoted circular would tick all eleven campi."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from parsers.italian.text import fold
from parsers.lines.labels import bare_label, is_known
from parsers.model import Block, BlockKind
from parsers.official.headings import read_heading

_FORWARD = re.compile(
    r"-*\s*(?:messaggio inoltrato|forwarded message|inizio (?:del )?messaggio inoltrato|begin forwarded message|"
    r"messaggio inoltrato da)",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(
    r"(?<!-)-{2,}\s*(?:messaggio originale|messaggio originario|original message)\s*-{0,}|_{10,}", re.IGNORECASE
)
_WROTE = re.compile(
    r"(?:il (?:giorno )?|in data |on |da |alle |[\w .,<>@]{0,60}, il ).{6,160}(?:ha scritto|scriveva|scrive|wrote) ?:?",
    re.IGNORECASE | re.DOTALL,
)
_HEADER = re.compile(r"\W{0,3}(?:da|from|mittente)\W{0,2} ?: ?.{3,}", re.IGNORECASE)
_NEXT_HEADER = re.compile(
    r"\W{0,3}(?:inviato(?: il)?|data|date|sent|a|to|per|cc|oggetto|subject|priorità|allegati)\W{0,2} ?: ?.*",
    re.IGNORECASE,
)


def split_quoted(blocks: Sequence[Block], *, forwarded: bool) -> tuple[list[Block], list[Block]]:
    """The blocks written by the sender, and those quoted. What a mail forwards is its content, not a quotation; of a
    forward the second list holds the lines that repeat the headers of the forwarded mail.
    """
    own: list[Block] = []
    quoted: list[Block] = []
    position = 0
    while position < len(blocks):
        block, rest = blocks[position], blocks[position + 1 : position + 4]
        if _FORWARD.match(block.text.strip()) or (forwarded and _begins_quotation(block, rest)):
            kept, headers = _forwarded(blocks, position)
            return [*own, *kept], [*quoted, *headers]
        if block.kind is BlockKind.QUOTE and not forwarded:
            quoted.append(block)
        elif _is_attribution(block, rest) and rest and _marked_quote(rest):
            # `… ha scritto:` above lines that are marked as quoted: what stands behind those is the sender's again.
            while position + 1 < len(blocks) and blocks[position].kind is not BlockKind.QUOTE:
                quoted.append(blocks[position])
                position += 1
            continue
        elif _begins_quotation(block, rest):
            return own, [*quoted, *blocks[position:]]
        else:
            own.append(block)
        position += 1
    return own, quoted


def answered_items(own: Sequence[Block], quoted: Sequence[Block]) -> list[Block]:
    """The sender's blocks, with the quoted item above each of them that answers one: whoever writes between the lines
    of the form answers the line above. A quotation that nothing follows, or that follows everything, is answered as a
    whole, unless items before it were answered one by one.
    """
    marked = {block.index: block for block in quoted if block.kind is BlockKind.QUOTE}
    if not marked:
        return list(own)
    result: list[Block] = []
    answered = False
    for block in own:
        above = marked.get(block.index - 1)
        one_by_one = block.index < max(marked) or answered
        item = above.text.strip().rpartition("\n")[2] if above is not None and one_by_one else ""
        heading = read_heading(item, prominent=True) if item else None
        if above is not None and ((heading is not None and heading.campi) or is_known(bare_label(item))):
            result.append(replace(above, text=item, kind=BlockKind.PARAGRAPH, bold=True))
            answered = True
        result.append(block)
    return result


def passed_on(quoted: Sequence[Block], own_address: str) -> tuple[list[Block], list[Block]]:
    """What stands below a mail that itself tells nothing, as `R: I: R: …` chains bring it: the texts of all earlier
    mails but those that went to or came from `own_address`, which are known here; and the lines that are no content,
    headers and known mails.
    """
    content: list[Block] = []
    others: list[Block] = []
    for mail in _mails(quoted):
        head = _head_length(mail)
        known = bool(own_address) and any(own_address in block.text.lower() for block in mail[:head])
        others += mail if known else mail[:head]
        content += (
            []
            if known
            else [replace(b, kind=BlockKind.PARAGRAPH) if b.kind is BlockKind.QUOTE else b for b in mail[head:]]
        )
    return content, others


def _mails(quoted: Sequence[Block]) -> Iterator[list[Block]]:
    """The mails of a chain one by one, each from its headers on."""
    mail: list[Block] = []
    for place, block in enumerate(quoted):
        head = mail and _head_length(mail) == len(mail)
        if mail and not head and _begins_quotation(block, quoted[place + 1 : place + 4]):
            yield mail
            mail = []
        mail.append(block)
    if mail:
        yield mail


def _head_length(mail: Sequence[Block]) -> int:
    """How many blocks at the beginning of a quoted mail only say who wrote it when to whom."""
    length = 0
    if _SEPARATOR.match(mail[0].text.strip()):
        length = 1
    elif _is_attribution(mail[0], mail[1:]):
        length = 1 if _WROTE.fullmatch(fold(mail[0].text).strip()) else 2
    while length < len(mail) and (
        _HEADER.match(mail[length].text.strip()) or _NEXT_HEADER.match(mail[length].text.strip())
    ):
        length += 1
    return length


def _begins_quotation(block: Block, rest: Sequence[Block]) -> bool:
    """Whether all that follows was written before: a separator, or the headers of the mail that is answered."""
    if _SEPARATOR.match(block.text.strip()) or _is_attribution(block, rest):
        return True
    header = _HEADER.match(block.text.strip())
    return bool(
        header
        and (
            "Inviato:" in block.text
            or "Sent:" in block.text
            or any(_NEXT_HEADER.match(other.text.strip()) for other in rest)
        )
    )


def _is_attribution(block: Block, rest: Sequence[Block]) -> bool:
    """`Il giorno 12 novembre 2015 Tizio ha scritto:`, also where the line was wrapped."""
    if _WROTE.fullmatch(fold(block.text).strip()):
        return True
    return (
        bool(rest)
        and _WROTE.fullmatch(fold(f"{block.text} {rest[0].text}").strip()) is not None
        and len(block.text) < 160
    )


def _marked_quote(rest: Sequence[Block]) -> bool:
    """Whether the next text is marked as quoted; the second half of a wrapped attribution may come before it."""
    if rest[0].kind is BlockKind.QUOTE:
        return True
    return len(rest) > 1 and rest[1].kind is BlockKind.QUOTE and rest[0].text.rstrip().endswith(":")


def _forwarded(blocks: Sequence[Block], position: int) -> tuple[list[Block], list[Block]]:
    """What was forwarded, and the lines that only repeat its headers."""
    start = (
        position + 1
        if _FORWARD.match(blocks[position].text.strip()) or _SEPARATOR.match(blocks[position].text.strip())
        else position
    )
    end = start
    while end < len(blocks) and (
        _HEADER.match(blocks[end].text.strip()) or _NEXT_HEADER.match(blocks[end].text.strip())
    ):
        end += 1
    return list(blocks[end:]), list(blocks[position:end])
