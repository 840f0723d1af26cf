"""The child process of `ingest.envelopes.tnef`: TNEF on standard input, the mail as a pickled tree on standard output."""

import logging
import pickle
import sys
from typing import Any

import compressed_rtf
from tnefparse import TNEF
from tnefparse.properties import MAPI_SUBJECT

from ingest.mime import MimePart


def tree_of(tnef: Any) -> MimePart:
    """The mail in a parsed TNEF stream; a message in it is a mail of its own."""
    parts = [_body(tnef)] if _body(tnef) is not None else []
    for attachment in tnef.attachments:
        name = _text(attachment.long_filename()) or "unnamed.bin"
        embedded = getattr(attachment, "embed", None)
        if embedded is not None:
            parts.append(MimePart("message/rfc822", {}, filename=f"{name}.msg", content=b"", children=(tree_of(embedded),)))
        elif attachment.data:
            parts.append(MimePart("application/octet-stream", {}, name, "", "attachment", bytes(attachment.data)))
    return MimePart("multipart/mixed", _headers(tnef), children=tuple(part for part in parts if part is not None))


def _body(tnef: Any) -> MimePart | None:
    if _text(tnef.body).strip():
        return MimePart("text/plain", {"content-type": ("text/plain; charset=utf-8",)}, content=_text(tnef.body).encode())
    if _text(tnef.htmlbody).strip():
        return MimePart("text/html", {"content-type": ("text/html; charset=utf-8",)}, content=_text(tnef.htmlbody).encode())
    if tnef._rtfbody:
        return MimePart("application/rtf", {}, content=compressed_rtf.decompress(tnef._rtfbody))
    return None


def _headers(tnef: Any) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for item in tnef.msgprops:
        if item.name == TNEF.ATTSUBJECT and _text(item.data):
            found["subject"] = (_text(item.data),)
        elif item.name == TNEF.ATTMESSAGECLASS and _text(item.data):
            found["x-message-class"] = (_text(item.data),)
        elif item.name == TNEF.ATTFROM and isinstance(item.data, tuple) and len(item.data) == 3:
            found["from"] = (f'"{_text(item.data[0])}" <{_text(item.data[2])}>',)
    for item in tnef.mapiprops:
        if item.name == MAPI_SUBJECT and "subject" not in found:
            found["subject"] = (_text(item.data),)
    return found


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        value = value.decode("cp1252", "replace")
    return value.rstrip("\0") if isinstance(value, str) else ""


if __name__ == "__main__":
    logging.disable()
    sys.setrecursionlimit(2000)
    sys.stdout.buffer.write(pickle.dumps(tree_of(TNEF(sys.stdin.buffer.read(), do_checksum=False))))
