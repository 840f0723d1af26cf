"""Transfer encodings (RFC 2045 6): bytes are decoded as what they plainly are.

The label only says what to try first. Labels arrive decorated, doubled, misspelt, missing or wrong, and a part that
stays encoded would be taken for a text.
"""

import binascii
import re
from dataclasses import dataclass
from io import BytesIO

from config.counting import counted
from ingest.fields import begins_like_mail
from ingest.sniff import is_cms, is_file, is_readable
from ingest.stretch import Stretch, all_of

#: How often bytes can have been encoded one over the other.
_LAYERS = 3
_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_BLANKS = b" \t\r\n"
#: So much is looked at to tell what bytes are, and so much decoded at a time.
_BEGINNING, _PIECE = 4096, 1024 * 1024
_ENCODED = re.compile(rb"[A-Za-z0-9+/]*")
_SEGMENT = re.compile(rb"[A-Za-z0-9+/]+={0,3}")
#: A line of an encoded file has no blank in it; a shorter one of letters may be a word.
_SHORTEST_LINE = 40
_UU_BEGIN = re.compile(rb"^begin(?P<base64>-base64)? [0-7]{3,4} (?P<name>[^\r\n]+)\r?\n", re.MULTILINE)
_UU_END = re.compile(rb"^(?:end|====)[ \t]*\r?$", re.MULTILINE)
_QUOTED = re.compile(rb"=(?:[0-9A-F]{2}|[ \t]*\r?\n)")
_SOFT_BREAK = re.compile(rb"^[^\r\n=]{60,75}=\r?\n(?=[^\r\n])", re.MULTILINE)
_FEWEST_MARKS = 3
_QUOTED_CUT = re.compile(rb"=[0-9A-Fa-f]?\Z")
_LEFT_OVER = (
    (re.compile(rb"^=ybegin ", re.MULTILINE), "yEnc"),
    (re.compile(rb"must be converted with BinHex"), "BinHex"),
    (re.compile(rb"^begin(?:-base64)? [0-7]{3,4} \S[^\r\n]*\r?\n[ -`]{2}", re.MULTILINE), "uuencode"),
    (
        re.compile(rb"(?:^[A-Za-z0-9+/]{60,}={0,2}[ \t]*(?:\r?\n|\Z)){3}", re.MULTILINE),
        "base64",
    ),
    (re.compile(rb"(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{400}"), "base64"),
    (re.compile(rb"(?:=(?:C3|E[0-9]|A0|20|3D|\r?\n)[^=]{0,200}){8}"), "quoted-printable"),
)
#: What holds encoded pieces by its nature: keys and signatures, cards, markup, web archives.
_HOLDS_ENCODED = re.compile(rb"-----BEGIN [A-Z]|<|BEGIN:|\{\\rtf")


@dataclass(frozen=True, slots=True)
class Decoded:
    """The content of a part.

    `defect` says what of it could not be decoded, `unread` what it still seems to be encoded in; `name` is the file's
    name where the encoding carries one. "" where there is nothing to say.
    """

    content: bytes
    defect: str = ""
    unread: str = ""
    name: str = ""


def decode(raw: Stretch, label: str) -> Decoded:
    """The content of the part whose body is `raw`, labelled with the value(s) of Content-Transfer-Encoding."""
    decoded = _as_labelled(raw, label)
    for _ in range(_LAYERS):
        inner = _as_it_is(decoded.content)
        if inner is None:
            break
        decoded = Decoded(inner.content, decoded.defect or inner.defect, name=inner.name or decoded.name)
    return Decoded(decoded.content, decoded.defect, still_encoded(decoded.content), decoded.name)


def still_encoded(content: bytes) -> str:
    """The name of the encoding that `content` still seems to be in, "" if none."""
    if is_file(content) or begins_like_mail(content) or not is_readable(content):
        return ""
    if _HOLDS_ENCODED.search(content[:_BEGINNING]) or _is_encoded_cms(content):
        return ""
    return next((name for pattern, name in _LEFT_OVER if pattern.search(content)), "")


def _is_encoded_cms(content: bytes) -> bool:
    """Whether `content` is a signed file in base64, which is opened as it is: the text itself may have been signed."""
    start = content[:200].translate(None, _BLANKS)[:8]
    return len(start) == 8 and _ENCODED.fullmatch(start) is not None and is_cms(binascii.a2b_base64(start))


def _as_labelled(body: Stretch, label: str) -> Decoded:
    bare = re.sub(r"\([^)]*\)", " ", label) if re.sub(r"\([^)]*\)|[\s\"';]", "", label) else label
    letters = re.sub(r"[^a-z0-9]", "", bare.lower())
    if "64" in letters:
        return _base64(body) or Decoded(body.copied())
    raw = body.copied()
    if "quoted" in letters or "printable" in letters or letters in {"qp", "xqp"}:
        return _plain_base64(raw) or _quoted_printable(raw)
    if "uu" in letters:
        return _uuencoded(raw, labelled=True) or Decoded(raw)
    return Decoded(raw)


def _as_it_is(content: bytes) -> Decoded | None:
    """What is in `content` if it plainly is encoded, None if it is not or nothing sensible comes out."""
    if is_file(content) or begins_like_mail(content):
        return None
    if (whole := _uuencoded(content, labelled=False)) is not None:
        return whole
    return _quoted_printable(content) if _is_quoted_printable(content) else _plain_base64(content)


def _plain_base64(content: bytes) -> Decoded | None:
    """What `content` holds if all of it is base64 and something sensible comes out."""
    if not _all_base64(content[:_BEGINNING].translate(None, _BLANKS)):
        return None
    compact = content.translate(None, _BLANKS)
    if len(compact) < _SHORTEST_LINE or not _all_base64(compact) or _has_words(content[:_BEGINNING]):
        return None
    inner = None if _is_encoded_cms(content) else _base64(all_of(content))
    if inner is None:
        return None
    sensible = is_file(inner.content) or is_readable(inner.content)
    return inner if sensible else None


def _base64(body: Stretch) -> Decoded | None:
    """None if `body` is no base64, whatever it is labelled."""
    clean = _clean_base64(body)
    if clean is None:
        return _mended_base64(body.copied())
    few = len(clean.content) < _SHORTEST_LINE
    word = _has_words(body[:_BEGINNING]) or (few and _is_a_word(body.copied().translate(None, _BLANKS)))
    return None if word else clean


def _clean_base64(body: Stretch) -> Decoded | None:
    """The content of base64 as programs write it, padded nowhere but at its end; None for any other. In pieces: a file
    of many megabytes is not copied on its way.
    """
    made, left, padded = BytesIO(), b"", False
    for piece in body.pieces(_PIECE):
        digits = piece.translate(None, _BLANKS)
        bare = digits.rstrip(b"=")
        if (padded and bare) or _ENCODED.fullmatch(bare) is None:
            return None
        padded = padded or len(bare) < len(digits)
        left += bare
        whole = len(left) - len(left) % 4
        made.write(binascii.a2b_base64(left[:whole]))
        left = left[whole:]
    cut = len(left) == 1 or (bool(left) and not padded)
    if len(left) > 1:
        made.write(binascii.a2b_base64(left + b"=" * (4 - len(left))))
    return Decoded(made.getvalue(), "its base64 is cut off" if cut else "")


def _mended_base64(raw: bytes) -> Decoded | None:
    """The same of base64 that is padded in its middle, or has other characters in it."""
    compact = raw.translate(None, _BLANKS)
    if _all_base64(compact):
        return None if _has_words(raw[:_BEGINNING]) else _segments(compact, strange=0)
    kept: list[bytes] = []
    strange = total = 0
    for line in raw.splitlines():
        line = line.strip(_BLANKS)
        total += len(line)
        clean = line if _all_base64(line) else _without_slips(line)
        if clean:
            kept.append(clean)
        strange += len(clean) < len(line)
    compact = b"".join(kept)
    return _segments(compact, strange) if len(compact) * 2 > total and len(compact) >= _SHORTEST_LINE else None


def _segments(compact: bytes, strange: int) -> Decoded:
    """Decodes base64 that may be padded in the middle, where programs joined two encoded pieces."""
    pieces: list[bytes] = []
    cut = False
    for match in _SEGMENT.finditer(compact):
        digits = match[0].rstrip(b"=")
        padded = len(digits) != len(match[0]) or len(digits) % 4 == 0
        cut = cut or not padded or len(digits) % 4 == 1
        digits = digits[: len(digits) - 1] if len(digits) % 4 == 1 else digits
        pieces.append(binascii.a2b_base64(digits + b"=" * (-len(digits) % 4)))
    defects = [f"{counted(strange, 'line', 'lines')} of its base64 without sense"] if strange else []
    defects += ["its base64 is cut off"] if cut else []
    return Decoded(b"".join(pieces), "; ".join(defects))


def _all_base64(compact: bytes) -> bool:
    digits = compact.rstrip(b"=")
    end = _ENCODED.match(digits)
    if end is not None and end.end() == len(digits):
        return True
    return b"=" in digits and not digits.translate(None, _ALPHABET + b"=") and _SEGMENT.sub(b"", digits) == b""


def _without_slips(line: bytes) -> bytes:
    """The digits of a line in which a few characters went wrong on the way, b"" if it is none of base64."""
    digits = line.translate(None, bytes(set(range(256)) - set(_ALPHABET + b"=")))
    return digits if len(digits) >= _SHORTEST_LINE and len(line) - len(digits) <= 1 + len(line) // 20 else b""


def _has_words(beginning: bytes) -> bool:
    """Whether there are blanks inside lines, as between words."""
    sample = beginning.strip(_BLANKS)
    pieces = sample.split()
    return len(pieces) > len(sample.splitlines()) and sum(map(len, pieces)) < _SHORTEST_LINE * len(pieces)


def _is_a_word(compact: bytes) -> bool:
    """Whether few characters are rather a word than three quarters as many bytes."""
    if len(compact) >= _SHORTEST_LINE or not compact.isalpha():
        return False
    return len(compact) % 4 != 0 or not is_readable(binascii.a2b_base64(compact))


def _is_quoted_printable(content: bytes) -> bool:
    marks = content.count(b"=")
    if not marks or not content.isascii():
        return False
    # One line broken where programs break them says as much as several characters.
    enough = marks >= _FEWEST_MARKS or _SOFT_BREAK.search(content) is not None
    if not enough or (_all_base64(content.translate(None, _BLANKS)) and not _has_words(content[:_BEGINNING])):
        return False
    return len(_QUOTED.findall(content)) * 20 >= marks * 19


def _quoted_printable(raw: bytes) -> Decoded:
    if is_file(raw) and not raw.isascii():
        return Decoded(raw)
    cut = _QUOTED_CUT.search(raw.rstrip(_BLANKS)) is not None
    return Decoded(binascii.a2b_qp(raw), "its quoted-printable is cut off" if cut else "")


def _uuencoded(raw: bytes, *, labelled: bool) -> Decoded | None:
    """None if `raw` is not one uuencoded file and nothing else."""
    begin = _UU_BEGIN.search(raw)
    if begin is None:
        return _uu_lines(raw, "", "its uuencoding has no beginning") if labelled and not is_file(raw) else None
    if raw[: begin.start()].strip() and not labelled:
        return None
    end = _UU_END.search(raw, begin.end())
    body = raw[begin.end() : end.start() if end else len(raw)]
    if end is not None and raw[end.end() :].strip() and not labelled:
        return None
    defect = "" if end else "its uuencoding is cut off"
    if end is not None and (raw[end.end() :] + raw[: begin.start()]).strip():
        defect = "there is something beside its uuencoded file"
    name = begin["name"].decode("utf-8", "replace").strip()
    if begin["base64"]:
        inner = _base64(all_of(body))
        return Decoded(inner.content, inner.defect or defect, name=name) if inner is not None else None
    return _uu_lines(body, name, defect)


def _uu_lines(body: bytes, name: str, defect: str) -> Decoded | None:
    pieces: list[bytes] = []
    bad = 0
    for line in body.splitlines():
        if not line.strip() or line.strip() == b"`":
            continue
        try:
            pieces.append(uu_line(line))
        except binascii.Error:
            bad += 1
    if not pieces or bad * 4 > len(pieces):
        return None
    return Decoded(
        b"".join(pieces),
        f"{counted(bad, 'line', 'lines')} of its uuencoding without sense" if bad else defect,
        name=name,
    )


def uu_line(line: bytes) -> bytes:
    """The bytes of one uuencoded line. Raises binascii.Error."""
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:
        # Some encoders pad a line beyond what its first character says.
        wanted = (((line[0] - 32) & 63) * 4 + 5) // 3
        return binascii.a2b_uu(line[:wanted])
