"""Files written into the text of a mail by uuencoding, as programs did before MIME."""

import binascii
import re

_BLOCK = re.compile(r"^begin(?:-base64)? [0-7]{3,4} ([^\n]+)\n(.*?)^(?:end|====)[ \t]*$\n?", re.MULTILINE | re.DOTALL)


def take_out(text: str) -> tuple[str, list[tuple[str, bytes]]]:
    """The text without such files, and the files as (name, content). What does not decode stays in the text."""
    if "begin" not in text:
        return text, []
    text = text.replace("\r\n", "\n")
    files: list[tuple[str, bytes]] = []

    def decode(match: re.Match[str]) -> str:
        content = _decoded(match[2], base64=match[0].startswith("begin-base64"))
        if not content:
            return match[0]
        files.append((match[1].strip(), content))
        return ""

    return _BLOCK.sub(decode, text), files


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
