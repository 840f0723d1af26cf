"""The certification data of a PEC message (`daticert.xml`, RFC 6109 4.4), read whatever state it is in."""

import re
from datetime import datetime, timedelta, timezone

from lxml import etree

from config.markup import local_name, readable
from config.vocabulary import Integrity
from ingest.dates import in_utc
from ingest.mime import MimePart, headers_of
from ingest.model import Certification

_ZONE = re.compile(r"([+-])(\d{2}):?(\d{2})")


def read_daticert(content: bytes) -> Certification | None:
    """What the provider certifies, None if these bytes are no certification data at all. `path` is left empty."""
    # Entities, outside files and the network stay shut; a DTD may be named (RFC 6109 4.4 has one).
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(readable(content.strip()), parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None or local_name(root.tag) != "postacert":
        return _from_ruins(content)
    text = {
        name: _first(root, name)
        for name in ("mittente", "gestore-emittente", "identificativo", "msgid", "giorno", "ora")
    }
    zone = next((element.get("zona", "") for element in root.iter("data")), "")
    return Certification(
        path="",
        kind=(root.get("tipo") or "").strip().lower(),
        error=(root.get("errore") or "").strip().lower(),
        provider=text["gestore-emittente"],
        sender=text["mittente"].lower(),
        certified_at=_moment(text["giorno"], text["ora"], zone),
        identifier=text["identificativo"],
        message_id=text["msgid"],
    )


def from_headers(mail: MimePart, kind: str) -> Certification:
    """What the headers of the envelope say where there is no certification data."""
    headers = headers_of(mail)
    provider = headers.sender.address.rpartition("@")[2]
    return Certification(
        path="",
        kind=kind,
        provider=provider,
        sender=_on_behalf(headers.sender.name) or mail.header("reply-to").strip().lower(),
        certified_at=headers.date,
        identifier=headers.message_id.strip("<>"),
        message_id=mail.header("x-riferimento-message-id").strip(),
        integrity=Integrity.NOT_CHECKED,
    )


def _on_behalf(name: str) -> str:
    """RFC 6109 3.1.5: the display name of an envelope is `Per conto di: ` and the real sender."""
    match = re.search(r"(?:per conto di|on behalf of):?\s*(\S+@\S+)", name, re.IGNORECASE)
    return match[1].strip("<>\"'").lower() if match else ""


def _first(root: "etree._Element", name: str) -> str:
    texts = ("".join(element.itertext()) for element in root.iter(name))  # type: ignore[arg-type]  # of the stubs
    return next((" ".join(text.split()) for text in texts), "")


def _moment(day: str, hour: str, zone: str) -> datetime | None:
    match = _ZONE.fullmatch(zone.strip())
    shift = timedelta(hours=int(match[2]), minutes=int(match[3])) if match else timedelta(hours=1)
    try:
        moment = datetime.strptime(f"{day.strip()} {hour.strip()}", "%d/%m/%Y %H:%M:%S").replace(
            tzinfo=timezone(-shift if match and match[1] == "-" else shift)
        )
    except ValueError:
        return None
    return in_utc(moment)


def _from_ruins(content: bytes) -> Certification | None:
    """Fields picked out of a file that no parser can mend."""
    text = content.decode("utf-8", "replace")
    if "<postacert" not in text:
        return None

    def field(pattern: str) -> str:
        match = re.search(pattern, text)
        return match[1].strip() if match else ""

    return Certification(
        path="",
        kind=field(r"<postacert[^>]*\btipo\s*=\s*[\"']([^\"']+)").lower(),
        error=field(r"<postacert[^>]*\berrore\s*=\s*[\"']([^\"']+)").lower(),
        provider=field(r"<gestore-emittente>([^<]+)"),
        sender=field(r"<mittente>([^<]+)").lower(),
        certified_at=_moment(field(r"<giorno>([^<]+)"), field(r"<ora>([^<]+)"), field(r"\bzona\s*=\s*[\"']([^\"']+)")),
        identifier=field(r"<identificativo>([^<]+)"),
        message_id=field(r"<msgid>([^<]+)").replace("&lt;", "<").replace("&gt;", ">"),
    )
