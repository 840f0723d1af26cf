"""What a protocol office says about a mail: `Segnatura.xml` and its sisters (DPCM 31 October 2000 art. 18, circulars
AIPA 28/2001 and AgID 60/2013), and number stamps in letters.

DTD and schema of the circulars contradict each other and producers obey neither, so nothing is validated: what is there
is read, and what no parser can mend is picked out.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from lxml import etree

from config.markup import local_name, readable
from parsers.italian.dates import find_dates
from parsers.italian.text import fold
from parsers.model import Block, Reference, Registration, Source

#: Root elements by what they announce, in lower case.
_ROOTS = {
    "segnatura": "segnatura", "segnaturainformatica": "segnatura", "confermaricezione": "conferma",
    "conferma": "conferma",
    "aggiornamentoconferma": "aggiornamento", "aggiornamento": "aggiornamento", "notificaeccezione": "eccezione",
    "eccezione": "eccezione",
    "annullamentoprotocollazione": "annullamento", "annullamento": "annullamento",
}  # fmt: skip
_SNIFF = re.compile(rb"<(?:[\w.-]+:)?(" + "|".join(_ROOTS).encode() + rb")[\s>/]", re.IGNORECASE)
_STAMP = re.compile(
    r"(?:^|\b)(?:prot(?:ocollo)?\b\.?|m_it\.[\w.]{0,60}|registro ufficiale)\W{0,4}(?:\(?[ui]\)?\W{1,3})?(?:uscita|"
    r"partenza|interno|gen(?:erale)?)?\W{0,3}"
    r"(?:n(?:um|r)?\b\W{0,3}(?:ro)?\W{0,2})?(0*\d{2,7})(?![\d])(?:\s?/\s?(?:[a-z. ]{0,20}/\s?)?((?:19|20)\d{2}))?"
)
_MOST_LETTERHEAD = 15


def is_segnatura(content: bytes) -> bool:
    """Whether a file is data of a protocol office, whatever its name."""
    head = content[:4000].lstrip(b"\xef\xbb\xbf \t\r\n")
    return head.startswith(b"<") and _SNIFF.search(head) is not None


def read_segnatura(source: Source) -> Registration | None:
    """What the file says, None if it is none. Never raises on content."""
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(readable(source.content.strip()), parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None or _name(root) not in _ROOTS:
        return _from_ruins(source)
    heading = _child(root, "intestazione", None)
    heading = root if heading is None else heading
    identifier = _child(heading, "identificatore", heading)
    sender = _child(_child(heading, "origine", heading), "mittente", None)
    documents = _child(root, "descrizione", root)
    primary = _child(documents, "documento", None)
    number = _number(_text(identifier, "numeroregistrazione"))
    found = Registration(
        document=source.path,
        kind=_ROOTS[_name(root)],
        number=number,
        registered_on=_day(_text(identifier, "dataregistrazione")),
        administration=_text(identifier, "codiceamministrazione"),
        aoo=_text(identifier, "codiceaoo"),
        office=" / ".join(dict.fromkeys(_names(sender))) if sender is not None else "",
        address=_text(_child(heading, "origine", heading), "indirizzotelematico").lower(),
        subject=_text(heading, "oggetto"),
        primary_document=(primary.get("nome") or "").strip() if primary is not None else "",
        references=tuple(_references(heading)),
    )
    return found if number or found.subject or found.office else _from_ruins(source) or found


def stamps(path: str, blocks: Sequence[Block]) -> Iterator[Registration]:
    """The protocol number that a letter bears at its top (`Prot. n. 1234/2015 Area IV`), at most one."""
    for block in blocks[:_MOST_LETTERHEAD]:
        folded = fold(block.text)
        match = _STAMP.search(folded) if len(folded) < 160 else None
        if match is None or re.search(
            r"\b(?:vs|vostr[ao]|codest[ao]|rif(?:erimento)?|riscontro|circolare|5973)\b", folded
        ):
            continue
        days = find_dates(block.text)
        day = days[0].day if days else date(int(match[2]), 1, 1) if match[2] else None
        yield Registration(path, "stamp", _number(match[1]), day if days else None, year=day.year if day else None)
        return


def _references(heading: "etree._Element") -> Iterator[Reference]:
    """Earlier protocols that this one goes on from."""
    for element in heading.iter():
        if _name(element) == "riferimenti":
            for identifier in element.iter():
                if _name(identifier) == "identificatore" and (
                    number := _number(_text(identifier, "numeroregistrazione"))
                ):
                    day = _day(_text(identifier, "dataregistrazione"))
                    yield Reference(number, day.year if day else None)


def _name(element: "etree._Element") -> str:
    return local_name(element.tag).lower()


def _child(element: "etree._Element | None", name: str, default: "etree._Element | None") -> "etree._Element | None":
    """The first descendant of that name: producers put elements a level higher or lower than the DTD."""
    if element is None:
        return default
    return next((found for found in element.iter() if _name(found) == name and found is not element), default)


def _text(element: "etree._Element | None", name: str) -> str:
    found = _child(element, name, None)
    return " ".join("".join(map(str, found.itertext())).split()) if found is not None else ""


def _names(sender: "etree._Element") -> Iterator[str]:
    for element in sender.iter():
        if _name(element) == "denominazione" and (text := " ".join("".join(map(str, element.itertext())).split())):
            yield text


def _number(text: str) -> str:
    """Without the zeros that fill it up to seven places; "" for none (some programs write 0)."""
    match = re.search(r"\d+", text)
    return match[0].lstrip("0") if match else ""


def _day(text: str) -> date | None:
    if match := re.match(r"(\d{4})-(\d{1,2})-(\d{1,2})", text.strip()):
        try:
            return date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            return None
    found = find_dates(text)
    return found[0].day if found else None


def _from_ruins(source: Source) -> Registration | None:
    text = source.content.decode("utf-8", "replace")
    root = _SNIFF.search(source.content)
    if root is None:
        return None

    def field(name: str) -> str:
        match = re.search(rf"<(?:[\w.-]+:)?{name}[^>]*>([^<]*)", text, re.IGNORECASE)
        return " ".join(match[1].split()) if match else ""

    primary = re.search(r"<(?:[\w.-]+:)?Documento\b[^>]*\bnome\s*=\s*[\"']([^\"']+)", text, re.IGNORECASE)
    return Registration(
        document=source.path,
        kind=_ROOTS[root[1].decode().lower()],
        number=_number(field("NumeroRegistrazione")),
        registered_on=_day(field("DataRegistrazione")),
        administration=field("CodiceAmministrazione"),
        aoo=field("CodiceAOO"),
        office=field("Denominazione"),
        address=field("IndirizzoTelematico").lower(),
        subject=field("Oggetto"),
        primary_document=primary[1].strip() if primary else "",
    )
