"""Files written into the text of a mail by uuencoding, as programs did before MIME."""

import binascii
import re

_BEGIN = re.compile(r"begin(-base64)? [0-7]{3,4} ([^\n]+)\n")
_END = re.compile(r"(?:end|====)[ \t]*\n?")


def take_out(text: str) -> tuple[str, list[tuple[str, bytes]]]:
    """The text without such files, and the files as (name, content). What does not decode stays in the text."""
    if "begin" not in text:
        return text, []
    kept: list[str] = []
    files: list[tuple[str, bytes]] = []
    opened: list[str] = []
    for line in text.replace("\r\n", "\n").splitlines(keepends=True):
        if _BEGIN.fullmatch(line):
            # No line of a block begins so: what was begun before has no end.
            kept += opened
            opened = [line]
        elif not opened:
            kept.append(line)
        elif not _END.fullmatch(line):
            opened.append(line)
        else:
            found = _file(opened)
            kept += [] if found else [*opened, line]
            files += [found] if found else []
            opened = []
    return "".join([*kept, *opened]), files


def _file(lines: list[str]) -> tuple[str, bytes] | None:
    """Name and content of the file in the lines of a block, its end left out; None if it does not decode."""
    begin = _BEGIN.fullmatch(lines[0])
    assert begin is not None
    content = _decoded("".join(lines[1:]), base64=begin[1] is not None)
    return (begin[2].strip(), content) if content else None


def _decoded(body: str, *, base64: bool) -> bytes:
    try:
        if base64:
            return binascii.a2b_base64(body)
        return b"".join(_line(line) for line in body.splitlines() if line.strip())
    except (binascii.Error, ValueError):
        return b""


def _line(line: str) -> bytes:
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:
        # Some encoders pad a line beyond what its first character says.
        wanted = (((ord(line[0]) - 32) & 63) * 4 + 5) // 3
        return binascii.a2b_uu(line[:wanted])
