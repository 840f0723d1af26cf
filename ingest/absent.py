"""Attachments that came without what was attached: emptied, removed by a filter, not yet scanned, detached by a mail
program.
"""

import re
from collections.abc import Collection, Sequence

from ingest.charsets import decode_text
from ingest.mime import MimePart

#: A notice in place of a file is short; a text that is longer was written by somebody.
_MOST_WORDS = 300
_NEAR = 160


def _any(words: str) -> str:
    return "|".join(words.split(", "))


_THING = _any(
    "attachments?, allegat[oi], files?, documenti?, documents?, anlagen?, anhang, anhänge, pièces? jointes?, "
    "contenut[oi]"
)
_GONE = _any(
    "removed, deleted, stripped, blocked, quarantined, replaced, detached, disinfected, discarded, dropped,"
    " rimoss[oiae], eliminat[oiae], cancellat[oiae], bloccat[oiae], sostituit[oiae], scartat[oiae], mess[oiae] in "
    "quarantena,"
    " entfernt, gelöscht, blockiert, ersetzt, supprimée?s?, bloquée?s?"
)
_PASSIVE = _any("was, were, been, is, are, stat[oiae], è, sono, viene, wurden?, été")
_SHORT_FORMS = _any(
    r"\battachments? (?:removed|deleted|blocked|stripped), you deleted an attachment, hai eliminato un allegato,"
    " allegat[oi] (?:rimoss|eliminat|bloccat|cancellat)[oi]"
)
_REMOVED = re.compile(
    rf"(?:\b(?:{_THING})\b[^.!?]{{0,{_NEAR}}}?)?(?:(?:{_PASSIVE}) (?:\w+ ){{0,3}}?(?:{_GONE})|{_SHORT_FORMS})",
    re.IGNORECASE,
)
#: Who removes: without one of these a short text may be somebody's own.
_FILTER = re.compile(
    _any(
        r"virus, malware, malevol, dannos, phishing, ransom, security, sicurezza, polic(?:y|"
        r"ies), gateway, \bscan, scansion,"
        " filter, filtro, threat, minacc, quarant, antispam, administrator, amministratore, estension, extension,"
        " original mime headers, sicherheit, richtlinie, sécurité, this attachment (?:was|has been) removed, "
        "attachments? removed"
    ),
    re.IGNORECASE,
)
_SUFFIX = r"\.(?:pdf|docx?|odt|rtf|xlsx?|zip|p7m|rar|7z|jpe?g|tiff?|eml)\b"
_FILE_NAME = re.compile(_SUFFIX, re.IGNORECASE)
_ABOUT = re.compile(rf"\b(?:{_THING})\b|{_SUFFIX}", re.IGNORECASE)
_MARKUP = re.compile(r"<style.*?(?:</style>|\Z)|<[^<>]*>", re.DOTALL | re.IGNORECASE)
_PENDING = re.compile(
    _any(
        r"\bscan(?:ning)? (?:is )?in progress, (?:being|not yet (?:been )?|"
        r"waiting to be) scanned, scansione (?:è )?in corso,"
        " (?:in corso|in attesa) di (?:scansione|analisi), (?:analisi|verifica antivirus) in corso,"
        " non è (?:stato )?ancora (?:stato )?(?:analizzat|scansionat)"
    ),
    re.IGNORECASE,
)
_DELETED_NAME = re.compile(r"^\s*(?:deleted|eliminat[oa]|gelöscht|supprimé)\s*:\s*", re.IGNORECASE)


def is_empty(content: bytes) -> bool:
    """Whether there is nothing in a file: no byte, or nothing but blanks or zeros (what a cloud folder leaves of a
    file).
    """
    return not content[:4096].strip(b"\0\r\n\t ") and not content.strip(b"\0\r\n\t ")


def taken_off(part: MimePart) -> str | None:
    """Why the file of a part is not in the mail, by what the part's header says; None if it is there."""
    if part.content_type == "message/external-body":
        # RFC 2046 5.2.3: only a pointer to the file was sent.
        return "only a reference to the file was sent, not the file"
    if part.content_type == "text/x-moz-deleted" or "attachment" in part.header("x-mozilla-altered").lower():
        return "a mail program took the attachment off before the mail was sent or stored"
    excluded = "ms-blob-excluded" in part.headers or "x-apple-content-length" in part.headers
    return "a mail program left the attachment's content out" if excluded and is_empty(part.content or b"") else None


def name_of(part: MimePart) -> str:
    """The name of the file that a part stands for, "" if none is told."""
    inside = decode_text((part.content or b"")[:4096], "")
    stated = re.search(r"\bname\s*=\s*\"?([^\";\r\n]+)", f"{part.header('content-type')}\n{inside}", re.IGNORECASE)
    return _DELETED_NAME.sub("", part.filename or (stated[1].strip() if stated else ""))


def missing(
    side_files: Sequence[tuple[str, str]], taken: Collection[str], emptied: Sequence[str]
) -> list[tuple[str | None, str]]:
    """What to say of files that did not come, each with the path of the document it concerns: of each of the
    `side_files` of macOS (path and owner) whose owner is not among the paths `taken`, and once of all that came
    `emptied`.
    """
    sides = {path for path, _ in side_files}
    names = {path.rpartition("/")[2] for path in taken if path not in sides}
    said: list[tuple[str | None, str]] = [
        (path, f"only the side file that macOS made for {owner} came, not the file")
        for path, owner in side_files
        if owner not in names
    ]
    if emptied:
        shown = ", ".join(emptied[:5]) + (f" and {len(emptied) - 5} more" if len(emptied) > 5 else "")
        said.append((emptied[0] if len(emptied) == 1 else None, f"came without content: {shown}"))
    return said


def notice(content: bytes) -> str | None:
    """What a short text says that stands in place of a file; None for any other file."""
    if len(content) > 16 * 1024 or b"\0" in content:
        return None
    text = decode_text(content, "")
    if re.search(r"<(?:html|body|p|div|table)\b", text, re.IGNORECASE):
        text = _MARKUP.sub(" ", text)
    return notice_in(text) if len(text.split()) <= _MOST_WORDS else None


def notice_in_letter(content: bytes) -> str | None:
    """As `notice`, for the text of a mail, which may be long: there the notice has to name a file."""
    if (said := notice(content)) is not None:
        return said
    said = notice_in(_MARKUP.sub(" ", decode_text(content, "")))
    return said if said is not None and _FILE_NAME.search(said) else None


def notice_in(text: str) -> str | None:
    """The words by which a filter says in a text that it took a file off or has not scanned it yet."""
    if found := _PENDING.search(text):
        return f"not yet scanned: … {_around(text, found)} …" if _ABOUT.search(text) else None
    for found in _REMOVED.finditer(text):
        near = text[max(0, found.start() - _NEAR) : found.end() + _NEAR]
        if _ABOUT.search(near) and _FILTER.search(near):
            return f"removed on its way: … {_around(text, found)} …"
    return None


def _around(text: str, found: re.Match[str]) -> str:
    return " ".join(text[max(0, found.start() - 40) : found.end() + 40].split())[:160]
