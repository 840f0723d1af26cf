"""Plain text: mail bodies and `.txt` files. Hard-wrapped lines become paragraphs again."""

import re
import unicodedata
from contextlib import suppress

from config import account
from config.limits import Limits, over
from parsers.identify import TEXT
from parsers.model import Block, BlockKind, Cell, DocumentText
from parsers.readers.shared.room import Blocks, FullError
from parsers.readers.shared.symbols import normalise_marks

#: What begins a line that stands for itself: a list mark, a number, a word that heads a scheda, a form label.
STARTS_ANEW = re.compile(
    r"\s*(?:[-–—•*·▪●○◦☐☒☑✓✗➢❖■□]\s*\S|\(?\d{1,2}\s?[).\]°-]\s*\S|\[\s?[xX ]?\s?\]|\(\s?[xX ]?\s?\)|[a-z]\)\s|"
    r"[IVX]{1,4}\s?[).-]\s"
    r"|(?:x{1,3}|si|no|[þýüûoq¨√→]|[-=]>|_{2,}|_+x_+|\[\s?\S{0,2}\s?\]|\(\s?\S{0,2}\s?\))\s*\d{1,2}\s?[).–-]\s*\S"
    r"|(?:tra|fra|ed?)\s*:?\s*$"
    r"|(?-i:Vist[oaie]|VIST[OAIE]|Premess[oaie]|PREMESS[OAIE]|Considerat[oaie]|CONSIDERAT[OAIE]|Richiamat[oaie]|"
    r"RICHIAMAT[OAIE]|Dato atto|DATO ATTO)\b"
    r"|(?:scheda|campo|punto|oggetto|allegat[oi]|titolo|descrizione|art(?:icolo|\.)|lett(?:era |\. ?)[a-h])\b)",
    re.IGNORECASE,
)
#: A form's label in capitals, `AMBITO DI INTERVENTO (barrare):`, at the beginning of a line.
_LABEL = re.compile(r"\s*[^\W\d_a-zà-ù][^\Wa-zà-ù]{2,}(?:[ /'’.-]{1,3}[^\Wa-zà-ù]+){0,6}\s*(?:\([^()]{1,40}\)\s*)?:")
#: Of these, words that also stand in running text, where a line may begin with them by chance.
_WORD = re.compile(r"\s*(?:scheda|campo|punto|oggetto|allegat[oi]|titolo|descrizione|art(?:icolo|\.))\b")
#: `campo 6 / …`, `n. 7 …`, `§ 2 § …`, `VII Venti …`: lines that each begin so stand for themselves.
_NUMBERED = re.compile(r"\s*(?P<label>(?:scheda|campo|punto|c\.)? ?(?:n[.r°]+ ?|§ ?)?)\d{1,2}\b", re.IGNORECASE)
_ROMAN = re.compile(r"\s*[IVX]{1,4} [A-ZÀ-Ù]")
#: `Melfi: …`, `OVADA.....…`, `Nardò - …`: so do lines that each begin with a few words and a mark.
_LED = re.compile(r"\s*[^\W\d_][\w'’]*(?: [\w'’]+){0,4}(?: ?[:=]|\.{2,}| [–—-]) ?\S")
_REFERENCE = re.compile(r"(?:\bart\.?|\bartt\.|\bn\.?|\bnr\.?|\bdel|\bal|\bil|\bcomma|\bpunto|,)$", re.IGNORECASE)
#: Typographic ligatures that some fonts leave in the text.
LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
#: At least four single letters one space apart, and whatever goes on like that after wider gaps.
_LETTERSPACED = re.compile(r"(?<!\S)(?:[^\W\d_] ){3,}[^\W\d_](?:[ \t]{2,}\w(?: \w)*(?!\S))*(?!\S)")
_LONE_MARK = re.compile(r"\s*(?:\(\s?\S?\s?\)|\[\s?\S?\s?\])[.;]?\s*")
_QUOTED = re.compile(r"^\s{0,3}(>\s?)+")
#: The line below the head of a table that is drawn with strokes, and an empty cell.
_RULED = re.compile(r"[\s:=_-]*")
#: A line across the page, drawn with strokes: `______`, `* * *`, `=====`.
_DRAWN = re.compile(r"\s*[*_=~#.–—-][\s*_=~#.–—-]{2,}")
#: A word divided at the end of a line, and its rest.
_DIVIDED, _GOES_ON = re.compile("[a-zà-ù]-$"), re.compile("[a-zà-ù]")
_LONGEST_WRAP = 100
_SHORTEST_WRAP = 50
#: A line that was cut by hand has so many characters; behind a colon it is no list only if it is long.
_SHORTEST_CUT, _LONG_CUT, _LONGEST_CUT = 40, 80, 130
#: A line that ends with one of these goes on.
_UNFINISHED = frozenset(
    "a ad al alla alle agli ai all' anche che chi con cui da dal dalla dai dalle dei del della delle degli dello di e "
    "ed fra gli ha hanno i il in la le lo ma nei nel nella nelle negli non o per più quando se si sono su sul sulla "
    "sui tra un una uno è dell' nell' dall' sull'".split()
)


#: Encodings that Italian programs have left in files, the likely ones first.
_ENCODINGS = ("windows-1252", "cp850", "mac-roman")
#: A byte that is no UTF-8, as Python keeps it in a text.
_ESCAPED = re.compile("[\udc80-\udcff]")
_ITALIAN = frozenset("àèéìíòóùúÀÈÉÌÒÙ«»“”‘’–—…€°§ºª•")


def decode(content: bytes) -> str:
    """Text of unknown encoding: byte order mark, UTF-16 by its zeros, UTF-8, else the one whose accents are Italian.

    What a text says of its own encoding is not asked: it is often wrong, and the bytes tell.
    """
    for mark, name in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return content.decode(name, "replace")
    head = content[:2000]
    for zeros, name in ((head[1::2], "utf-16-le"), (head[0::2], "utf-16-be")):
        if len(head) > 8 and zeros.count(0) > 0.8 * len(zeros):
            return content.decode(name, "replace")
    marked = content.decode("utf-8", "surrogateescape")
    strange = len(_ESCAPED.findall(marked))
    if not strange:
        return marked
    if sum(character > "\x7f" for character in marked) >= 3 * strange:
        # UTF-8 with a few bytes that somebody else put in: only these are read in another way.
        return _ESCAPED.sub(lambda match: bytes([ord(match[0]) - 0xDC00]).decode("windows-1252", "replace"), marked)
    readings = [content.decode(name, "replace") for name in _ENCODINGS]
    return max(readings, key=_italian_accents)


def _italian_accents(text: str) -> int:
    """How much a reading looks like Italian: its accents and quotation marks, less other characters beyond ASCII."""
    beyond = [character for character in text if character > "\x7f"]
    return sum(1 if character in _ITALIAN else -1 for character in beyond)


def read(content: bytes, limits: Limits) -> DocumentText:
    """The paragraphs of a text; lines quoted with `>` are blocks of kind QUOTE."""
    text = bounded(clean(decode(content)), limits)
    return DocumentText(TEXT, blocks_of(text, limits))


def bounded(text: str, limits: Limits) -> str:
    """The beginning of a text, as far as LIMIT_TEXT_CHARS allows."""
    if len(text) > limits.text_chars:
        account.cut_short(
            f"only a part of {len(text)} characters was read ({over('text_chars', limits.text_chars, len(text))})"
        )
    return text[: limits.text_chars]


def blocks_of(text: str, limits: Limits) -> tuple[Block, ...]:
    """Splits text into paragraphs, joining lines that were only wrapped."""
    blocks = Blocks(limits)
    with suppress(FullError):
        _fill(blocks, text)
    return tuple(blocks)


def _fill(blocks: Blocks, text: str) -> None:
    lines = text.split("\n")
    width = _wrap_width(lines)
    held: list[str] = []
    quoted = False

    def close() -> None:
        if held:
            kind = BlockKind.QUOTE if quoted else BlockKind.PARAGRAPH
            if kind is BlockKind.PARAGRAPH and STARTS_ANEW.match(held[0]):
                kind = BlockKind.LIST_ITEM
            blocks.append(Block(len(blocks), join_lines(held), kind))
            held.clear()

    tables = 0
    rows = _tabbed(lines)
    for place, line in enumerate(lines):
        if place in rows:
            close()
            tables += place - 1 not in rows
            for column, cell in enumerate(_cells(line)):
                if not _RULED.fullmatch(cell):
                    where = Cell(tables, place, column)
                    blocks.append(Block(len(blocks), join_lines([cell]), BlockKind.CELL, cell=where))
            continue
        is_quote = bool(_QUOTED.match(line))
        bare = _QUOTED.sub("", line) if is_quote else line
        if not bare.strip():
            close()
            continue
        if held and (is_quote != quoted or not _continues(held, bare, width)):
            close()
        quoted = is_quote
        held.append(bare)
    close()


def _tabbed(lines: list[str]) -> frozenset[int]:
    """The places of lines that are the rows of a table: at least two in a row, cut by the same number of tabs into full
    cells, or by upright strokes from its first to its last character.
    """
    counts = [
        len(cells) - 1 if all(cells) or line.lstrip().startswith("|") else 0
        for line, cells in ((line, _cells(line)) for line in lines)
    ]
    return frozenset(
        place
        for place, count in enumerate(counts)
        if count > 0 and ((place and counts[place - 1] == count) or counts[place + 1 : place + 2] == [count])
    )


def _cells(line: str) -> list[str]:
    """The cells of a line that may be a row of a table; [] if it is none."""
    if _QUOTED.match(line):
        return []
    bare = line.strip()
    if bare.startswith("|"):
        return [cell.strip() for cell in bare[1:-1].split("|")] if bare.endswith("|") and len(bare) > 1 else []
    return [cell.strip() for cell in line.split("\t")]


def clean(text: str) -> str:
    """Uniform line ends, no control characters, composed accents, ligatures as letters, box characters of the model."""
    # Many a line holds nothing of all that.
    if text.isascii() and text.isprintable() and "  " not in text:
        return text
    text = (
        text.replace("\r\n", "\n")
        .replace("\r", "\n")
        .replace("\f", "\n\n")
        .replace("\u2028", "\n")
        .replace("\u2029", "\n\n")
    )
    text = unicodedata.normalize("NFC", text)
    text = re.sub(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ufeff\u200b\u200e\u200f\xad]", "", text)
    return normalise_marks(open_letterspacing(text.translate(LIGATURES)) if "  " in text else text.translate(LIGATURES))


def open_letterspacing(text: str) -> str:
    """`S C H E D A   5` as `SCHEDA 5`: letters one space apart are a word, words are further apart."""
    if not _LETTERSPACED.search(text):
        return text
    return _LETTERSPACED.sub(lambda match: re.sub(r"(\s)\s+", r"\1", re.sub(r"(?<=\S) (?=\S)", "", match[0])), text)


def join_lines(lines: list[str]) -> str:
    """One paragraph from wrapped lines; a word divided at a line's end is made whole."""
    pieces: list[str] = []
    for line in lines:
        line = re.sub(r"[ \t\xa0]+", " ", line).strip()
        if pieces and _DIVIDED.search(pieces[-1][-2:]) and _GOES_ON.match(line):
            pieces[-1] = pieces[-1][:-1]
        elif pieces:
            pieces.append(" ")
        pieces.append(line)
    return "".join(pieces)


def starts_anew(line: str, previous: str) -> bool:
    """Whether `line` begins a paragraph by what it says, and does not go on with the sentence of `previous`."""
    before = previous.rstrip()
    if _LABEL.match(line) or _are_alike(line, previous):
        return True
    if not STARTS_ANEW.match(line) or (_LONE_MARK.fullmatch(line) and not before.endswith(".")):
        return False
    if line.lstrip()[:1].isdigit():
        # `… dell'art.` / `17 del decreto`
        return not _REFERENCE.search(before)
    return not (_WORD.match(line) and before and before[-1] not in '.:;!?»”")')


def _are_alike(line: str, previous: str) -> bool:
    """Whether two lines begin with the same label and a number each, or with a few words and a mark."""
    one, other = _NUMBERED.match(line), _NUMBERED.match(previous)
    if one is not None and other is not None and one["label"].strip():
        return one["label"].lower().split() == other["label"].lower().split()
    led = _LED.match(line) is not None and _LED.match(previous) is not None
    return led or (_ROMAN.match(line) is not None and _ROMAN.match(previous) is not None)


def _wrap_width(lines: list[str]) -> int:
    """The column at which lines were wrapped, 0 if they were not."""
    lengths = sorted(len(line.rstrip()) for line in lines if line.strip())
    if not lengths or lengths[-1] > _LONGEST_WRAP or lengths[-1] < _SHORTEST_WRAP:
        return 0
    return lengths[-1]


def _continues(held: list[str], line: str, width: int) -> bool:
    """Whether `line` goes on with the paragraph of the lines before it, and is no paragraph, item or heading of its
    own.
    """
    previous = held[-1]
    if _DRAWN.fullmatch(line) or _DRAWN.fullmatch(previous) or starts_anew(line, previous):
        return False
    if not width:
        return _goes_on(held[0], previous.rstrip(), line)
    # The wrapped line was full if the next word would not have fitted in it.
    next_word = len(line.split(maxsplit=1)[0])
    full = len(previous.rstrip()) + 1 + next_word > width - 2
    return full or (line.lstrip()[:1].islower() and len(previous.rstrip()) > width * 0.6)


def _goes_on(first: str, previous: str, line: str) -> bool:
    """The same of lines that were cut at no common width: by hand, or beside others that were not cut. Whoever lists
    things in small letters begins the first of them so too.
    """
    if not _SHORTEST_CUT <= len(previous) <= _LONGEST_CUT:
        return False
    unfinished = previous.endswith(",") or previous.rsplit(maxsplit=1)[-1].lower() in _UNFINISHED
    if not line.lstrip()[:1].islower():
        return unfinished
    colon = previous[-1] in ":;" and len(previous) < _LONG_CUT
    return unfinished or (first.lstrip(' "«“')[:1].isupper() and previous[-1] not in ".!?" and not colon)
