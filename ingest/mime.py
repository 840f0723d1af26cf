"""MIME (RFC 2045 to 2049): from bytes to a tree of parts. Never raises on content: what is broken becomes a defect.

Written for this project, because the libraries either refuse broken mail or mend it in silence; what is cut off, hidden
behind a wrong label or outside of all parts has to be told.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from email.utils import collapse_rfc2231_value
from typing import TypeVar

from ingest import sniff, transfer
from ingest.charsets import decode_text, unflow
from ingest.dates import parse_date, received_on
from ingest.fields import Head, addresses, begins_like_mail, extended_name, one_line, parameters, split_head
from ingest.model import Address, Headers
from ingest.stretch import Stretch, all_of

_Answer = TypeVar("_Answer")
_MESSAGES = frozenset({"message/rfc822", "message/global", "message/news"})
#: Reports are made of fields; anything else under their name was written by somebody.
_REPORTS = frozenset({"message/delivery-status", "message/disposition-notification", "message/global-delivery-status"})
_TYPE = re.compile(r"[\w.+-]+/[\w.+*-]+")
#: Multiparts in multiparts; programs make fewer than ten, and each level is gone through again.
_DEEPEST = 50
#: A delimiter with a part behind it (RFC 2046 5.1).
_DELIMITER = re.compile(rb"^--([^\r\n]{1,200}?)[ \t]*\r?\n(?=Content-[A-Za-z-]+[ \t]*:)", re.MULTILINE | re.IGNORECASE)
_MIME_FIELD = re.compile(rb"Content-(?:Type|Transfer-Encoding|Disposition|ID)[ \t]*:", re.IGNORECASE)
#: Two fields of a part in a row, without a delimiter before them.
_LOST_DELIMITER = re.compile(
    rb"^Content-(?:Type|Transfer-Encoding|Disposition|ID)[ \t]*:[^\r\n]*\r?\n"  # a field
    rb"(?:[ \t][^\r\n]*\r?\n)*"  # that may be folded
    rb"Content-[A-Za-z-]+[ \t]*:",
    re.MULTILINE,
)
_NAMES_A_FILE = re.compile(rb"\bname\*?\d{0,2}\*?[ \t]{0,9}=|filename", re.IGNORECASE)
_LONGEST_LABEL = 200
#: How a defect says that parts were left out.
OVER_LIMIT = "LIMIT_MIME_PARTS"
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,998}>")
#: Nobody answers a longer thread, and databases take only so many values in one question.
_MOST_IDS, _LONGEST_IDS = 200, 100_000
_AFTER_BOUNDARY = re.compile(rb"(--)?[ \t]*(?:\r?\n|\Z)")
#: What programs write before the first part, for readers of before 1992.
_LONGEST_PREAMBLE = 600
#: The separator of mails in a mailbox file (RFC 4155), left before the head.
_SEPARATOR = re.compile(rb">?From [^\r\n]*\r?\n(?=[!-9;-~]+[ \t]*:)")


@dataclass(frozen=True, slots=True)
class MimePart:
    """One node. `headers` has lower-case keys and every value; `content` is None for a multipart.

    A `message/rfc822` part is a leaf here: its bytes are the inner mail, for the caller to open; one that never was
    MIME (from TNEF or `.msg`) has its tree as its only child instead. `defects` say what is broken in the part,
    `unread` the encoding that its content still seems to be in.
    """

    content_type: str
    headers: Mapping[str, tuple[str, ...]]
    filename: str = ""
    content_id: str = ""
    disposition: str = ""
    content: bytes | None = None
    children: tuple["MimePart", ...] = ()
    defects: tuple[str, ...] = field(default=())
    unread: str = ""

    @property
    def is_message(self) -> bool:
        """Whether this part is a mail inside the mail."""
        return self.content_type in _MESSAGES

    def header(self, name: str) -> str:
        """The first value of a header field, "" if absent."""
        return next(iter(self.headers.get(name, ())), "")

    def walk(self) -> Iterator["MimePart"]:
        """This part and all below it, depth first, not entering inner mails."""
        stack = [self]
        while stack:
            part = stack.pop()
            yield part
            if not part.is_message:
                stack.extend(reversed(part.children))


def parse_mime(raw: bytes, most_parts: int) -> MimePart:
    """The tree of a mail of at most `most_parts` parts. What is no mail is one part with a defect."""
    cleaned = all_of(_from_its_head_on(raw))
    head = split_head(cleaned)
    if not head.is_of_mail:
        decoded = transfer.decode(cleaned, "").content
        if not begins_like_mail(decoded):
            return _no_mail(decoded)
        head = split_head(all_of(decoded))
        head = replace(head, defects=(*head.defects, "the whole mail is encoded"))
    if not head.ended:
        head = replace(head, defects=(*head.defects, "the mail ends in its head"))
    return _Reader([most_parts]).part(head, "text/plain", 0)


def headers_of(part: MimePart) -> Headers:
    """The header fields that matter, in whatever state; without a readable date that of the last server counts."""
    return Headers(
        message_id=one_line(part.header("message-id")),
        subject=one_line(part.header("subject")),
        sender=next(iter(addresses(part.header("from"))), Address("", "")),
        date=parse_date(part.header("date")) or received_on(part.headers.get("received", ())),
        in_reply_to=_answered(part),
        to=tuple(addresses(", ".join((*part.headers.get("to", ()), *part.headers.get("cc", ()))))),
    )


def _answered(part: MimePart) -> tuple[str, ...]:
    """The Message-IDs that a mail answers. Of a long thread those next to it count: they stand last (RFC 5322
    3.6.4).
    """
    direct = _MESSAGE_ID.findall(part.header("in-reply-to")[:_LONGEST_IDS])
    thread = _MESSAGE_ID.findall(part.header("references")[-_LONGEST_IDS:])
    return tuple(dict.fromkeys((*direct[:_MOST_IDS], *thread[-_MOST_IDS:])))


def text_of(part: MimePart) -> str:
    """The text of a leaf, its charset decoded and lines that flow joined."""
    text = decode_text(part.content or b"", _parameter(part, "charset"))
    if part.content_type != "text/plain" or _parameter(part, "format") != "flowed":
        return text
    return unflow(text, delete_space=_parameter(part, "delsp") == "yes")


@dataclass(slots=True)
class _Reader:
    """Reads one mail; `budget` is how many parts it may still have."""

    budget: list[int]

    def part(self, head: Head, default: str, depth: int) -> MimePart:
        self.budget[0] -= 1
        head = head if default in _MESSAGES else _mended(head)
        part = _skeleton(head, default)
        if depth > _DEEPEST:
            defect = f"more than {_DEEPEST} multiparts in each other"
            part = replace(part, defects=(*part.defects, defect))
            return replace(part, content_type="application/octet-stream", content=head.body.copied())
        if part.content_type.startswith("multipart/"):
            return self._multipart(part, head, depth)
        if part.is_message:
            return _decoded(part, head)
        return self._leaf(part, head, depth)

    def _multipart(self, part: MimePart, head: Head, depth: int) -> MimePart:
        declared = _quiet(lambda: parameters(part.header("content-type"), "").get_boundary(), None) or ""
        boundary, body = declared.encode("utf-8", "replace"), head.body
        if not boundary or next(_delimiters(body, boundary), None) is None:
            if not (boundary := _boundary_in(body)):
                label = " ".join(part.headers.get("content-transfer-encoding", ()))
                body = all_of(transfer.decode(body, label).content)
                boundary = _boundary_in(body)
            if not boundary:
                # What is there is still what was sent.
                part = replace(part, content_type="text/plain", defects=(*part.defects, "a multipart without any part"))
                return self._leaf(part, head, depth)
            part = replace(part, defects=(*part.defects, "its boundary is not the declared one"))
        return self._with_children(part, body, boundary, depth)

    def _with_children(
        self,
        part: MimePart,
        body: Stretch,
        boundary: bytes,
        depth: int,
        before: tuple[MimePart, ...] = (),
    ) -> MimePart:
        pieces, outside, closed = _pieces(body, boundary)
        defects = list(part.defects)
        default = "message/rfc822" if part.content_type == "multipart/digest" else "text/plain"
        children = [*before]
        chosen = _within(pieces, self.budget[0])
        if len(chosen) < len(pieces):
            defects.append(f"{len(pieces) - len(chosen)} of {len(pieces)} parts were left out ({OVER_LIMIT})")
        for piece in chosen:
            children.append(self.part(split_head(piece), default, depth + 1))
        if not closed:
            last = children[-1] if children else part
            defects.append(f"it ends without its closing boundary, in or after {name_of([*last.walk()][-1])}")
        if not pieces:
            defects.append("a multipart without any part")
        texts = [self._outside(text, depth) for piece in outside if _tells(text := piece.copied())]
        return _with_text(replace(part, children=tuple(children), defects=tuple(defects)), texts)

    def _outside(self, text: bytes, depth: int) -> MimePart:
        """What stands outside of all parts: a text, or a part whose delimiter was lost."""
        head = split_head(all_of(text.lstrip(b"\r\n")))
        if any(name.startswith("content-") for name in head.fields):
            head = replace(head, defects=(*head.defects, "a part without its delimiter"))
            return self.part(head, "text/plain", depth + 1)
        return self._leaf(MimePart("text/plain", {}), Head({}, all_of(text)), depth + 1)

    def _leaf(self, part: MimePart, head: Head, depth: int) -> MimePart:
        """A leaf; where delimiters were damaged there are more parts in it, and all are read."""
        body = head.body
        plain = depth > _DEEPEST or b"\nContent-" not in body or _may_hold_parts(part, body)
        stray = None if plain else body.search(_DELIMITER) or body.search(_LOST_DELIMITER)
        if stray is None:
            return _decoded(part, head)
        before, rest = body.before(stray.start()), body.after(stray.start())
        first = _decoded(replace(part, defects=()), replace(head, body=before))
        defects = (*part.defects, f"parts that no delimiter of its multipart parts, after {name_of(first)}")
        whole = MimePart("multipart/mixed", part.headers, defects=defects)
        told = (first,) if _tells(before.copied()) else ()
        if stray.re is _DELIMITER:
            return self._with_children(whole, rest, stray[1], depth, told)
        return replace(whole, children=(*told, self.part(split_head(rest), "text/plain", depth + 1)))


def _within(pieces: Sequence[Stretch], most: int) -> Sequence[Stretch]:
    """As many parts as may be read, in their order: files before texts, since in a flood of parts those were sent on
    purpose.
    """
    if len(pieces) <= most:
        return pieces
    ranked = sorted(range(len(pieces)), key=lambda place: _NAMES_A_FILE.search(pieces[place][:2000]) is None)
    return [pieces[place] for place in sorted(ranked[: max(most, 0)])]


def _parameter(part: MimePart, name: str) -> str:
    """A parameter of Content-Type in lower case, "" if absent."""
    fields = parameters(part.header("content-type"), "")
    found = _quiet(lambda: collapse_rfc2231_value(fields.get_param(name, "")), "")
    return found.strip("\"' ").lower()


def name_of(part: MimePart) -> str:
    """What a part is called where it is spoken of."""
    return part.filename or part.content_type


def _mended(head: Head) -> Head:
    """The head of a part; where an empty line broke it in two, the whole of it."""
    if head.fields.get("content-type", ("",))[0].strip().lower().startswith("message/"):
        return head
    goes_on = head.body.match(_MIME_FIELD) and "content-transfer-encoding" not in head.fields
    if not goes_on and ("content-type" in head.fields or not begins_like_mail(head.body)):
        return head
    rest = split_head(head.body)
    return Head(
        {**rest.fields, **head.fields},
        rest.body,
        rest.ended,
        (*head.defects, "an empty line in its head", *rest.defects),
    )


def _skeleton(head: Head, default: str) -> MimePart:
    declared = head.fields.get("content-type", ("",))[0]
    fields = parameters(declared, head.fields.get("content-disposition", ("",))[0])
    kind = re.sub(r"[\s\"'\x00-\x1f]", "", declared.partition(";")[0]).lower()
    name = extended_name(head.fields.get("content-disposition", ())) or _quiet(fields.get_filename, None) or ""
    return MimePart(
        content_type=kind if _TYPE.fullmatch(kind) else default,
        headers=head.fields,
        filename=name,
        content_id=head.fields.get("content-id", ("",))[0].strip("<> "),
        disposition=_quiet(fields.get_content_disposition, None) or "",
        defects=head.defects,
    )


def _decoded(part: MimePart, head: Head) -> MimePart:
    """A leaf with its content."""
    label = " ".join(part.headers.get("content-transfer-encoding", ()))[:_LONGEST_LABEL]
    found = _quiet(lambda: transfer.decode(head.body, label), None)
    if found is None:
        found = transfer.Decoded(head.body.copied(), "its content could not be decoded")
    return replace(
        part,
        content_type=_judged(part, found.content),
        content=found.content,
        filename=part.filename or found.name,
        defects=(*part.defects, found.defect) if found.defect else part.defects,
        unread="" if part.is_message else found.unread,
    )


def _judged(part: MimePart, content: bytes) -> str:
    """The type of a leaf: the declared one, or what the content plainly is where it cannot be that."""
    kind = part.content_type
    if kind.startswith(("text/", "message/", "multipart/")) and sniff.is_file(content):
        return "application/octet-stream"
    if kind in _REPORTS and not split_head(all_of(content.lstrip())).fields:
        kind = "text/plain"
    if kind == "text/plain" and not part.filename and sniff.is_html(content):
        return "text/html"
    return "text/plain" if kind == "text/html" and not sniff.has_tags(content) else kind


def _pieces(body: Stretch, boundary: bytes) -> tuple[list[Stretch], list[Stretch], bool]:
    """Every part, the text before, between and after them, and whether the last delimiter closes."""
    pieces: list[Stretch] = []
    outside: list[Stretch] = []
    inside, rest = False, body
    for begin, end, closing in _delimiters(body, boundary):
        (pieces if inside else outside).append(_without_break(rest.before(begin)))
        inside, rest = not closing, body.after(end)
    (pieces if inside else outside).append(rest)
    return pieces, outside, not inside


def _delimiters(body: Stretch, boundary: bytes) -> Iterator[tuple[int, int, bool]]:
    mark = b"--" + boundary
    position = body.start
    while (begin := body.whole.find(mark, position, body.end)) >= 0:
        position = begin + len(mark)
        after = body.after(position).match(_AFTER_BOUNDARY)
        if after is not None and (begin == body.start or body.whole[begin - 1 : begin] == b"\n"):
            yield begin, after.end(), after[1] is not None
            position = after.end()


def _without_break(text: Stretch) -> Stretch:
    """The line break before a delimiter belongs to the delimiter (RFC 2046 5.1.1)."""
    end = text[-2:]
    if end.endswith(b"\n"):
        return text.before(text.end - (2 if end == b"\r\n" else 1))
    return text


def _boundary_in(body: Stretch) -> bytes:
    match = body.search(_DELIMITER)
    return match[1] if match else b""


def _may_hold_parts(part: MimePart, body: Stretch) -> bool:
    """Whether delimiters belong into a file: a mail, a mailbox, a web archive that was attached as it is."""
    return body[:5] == b"From " or begins_like_mail(body) or part.content_type.startswith("message/")


def _tells(text: bytes) -> bool:
    """Whether somebody may want to read what stands outside of all parts: not the usual sentence on MIME."""
    lower = text.lower()
    usual = len(text) < _LONGEST_PREAMBLE and b"mime" in lower and b"\ncontent-" not in lower
    return re.search(rb"\w", text) is not None and not usual


def _with_text(part: MimePart, texts: list[MimePart]) -> MimePart:
    """A multipart with what stood outside of its parts behind them."""
    if not texts:
        return part
    if part.content_type == "multipart/mixed":
        return replace(part, children=(*part.children, *texts))
    own = {name: values for name, values in part.headers.items() if name.startswith("content-")}
    inner = replace(part, headers=own, defects=())
    return replace(part, content_type="multipart/mixed", children=(inner, *texts))


def _from_its_head_on(raw: bytes) -> bytes:
    """The mail without what sources put before it: a byte order mark, empty lines, the separator of a mailbox file."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raw = raw.decode("utf-16", "replace").encode("utf-8")
    if b"\n" not in raw:
        raw = raw.replace(b"\r", b"\n")
    raw = re.sub(rb"\A(?:\xef\xbb\xbf|[ \t]*\r?\n)+", b"", raw)
    separator = _SEPARATOR.match(raw)
    return raw[separator.end() :] if separator else raw


def _no_mail(content: bytes) -> MimePart:
    if not content.strip():
        return MimePart("text/plain", {}, content=b"", defects=("there is nothing in it",))
    text = sniff.is_readable(content) and not sniff.is_file(content) and not sniff.is_html(content)
    kind = "text/plain" if text else "application/octet-stream"
    unread = transfer.still_encoded(content)
    return MimePart(kind, {}, content=content, defects=("it is no mail: it has no head",), unread=unread)


def _quiet(call: Callable[[], _Answer], default: _Answer) -> _Answer:
    """The answer of a library call; `default` where it raises, as it does on hostile headers (cpython#114906)."""
    try:
        return call()
    except Exception:  # noqa: BLE001 - the email package raises nearly anything there
        return default
