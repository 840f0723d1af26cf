"""Segnatura.xml and its sisters, in the states in which producers write them."""

from datetime import date

import pytest

from config.limits import Limits
from jobs.demo.build import docx, mail, paragraphs
from jobs.pipeline import read_submission
from parsers.correspondence.segnatura import is_segnatura, read_segnatura, stamps
from parsers.model import Block, Registration, Source
from store.model import Submission
from tests.specimens.envelopes import DATE, pec_mail, segnatura, signed
from tests.unit.test_links import VOLUNTEERS

PERSON = "mario.rossi@interno.it"


def parsed(content: bytes) -> Registration:
    found = read_segnatura(Source("Segnatura.xml", "Segnatura.xml", "application/xml", content))
    assert found is not None
    return found


def read(content: bytes, name: str = "Segnatura.xml", sender: str = PERSON) -> Submission:
    files = {"scheda.docx": docx(paragraphs("# " + VOLUNTEERS)), name: content}
    return read_submission(mail(sender, "Schede", "In allegato.", files, date=DATE), Limits())


def test_what_it_says() -> None:
    found = parsed(segnatura(earlier="0000777"))
    assert (found.kind, found.number, found.registered_on) == ("segnatura", "1234", date(2015, 12, 1))
    assert (found.administration, found.aoo, found.primary_document) == ("m_it", "PREFCR", "lettera.pdf")
    assert found.office == "Ministero dell'Interno / Prefettura di Cremona / Protocollo"
    assert [(r.number, r.year) for r in found.references] == [("777", 2015)]


BROKEN = {
    "a DTD": segnatura(head='<!DOCTYPE Segnatura SYSTEM "Segnatura.dtd">\n'),
    "an inner DTD": segnatura(head='<!DOCTYPE Segnatura [<!ENTITY x SYSTEM "file:///etc/hostname">]>\n'),
    "an ampersand": segnatura(subject="Enti & associazioni"),
    "a bare <": segnatura(subject="minori < 18 anni"),
    "a wrong encoding": segnatura(office="Prefettura di Forlì").replace("ì".encode(), b"\xec"),
    "cut off": segnatura()[:-40],
    "a namespace": segnatura().replace(b"<Segnatura ", b'<Segnatura xmlns="http://www.digitPa.gov.it/protocollo/" '),
    "a prefix": segnatura().replace(b"<", b"<p:").replace(b"<p:/", b"</p:").replace(b"<p:?xml",
        b"<?xml").replace(b"<p:Segnatura ", b'<p:Segnatura xmlns:p="urn:x" '),
    "repeated Allegati": segnatura().replace(b"</Allegati>", b"</Allegati><Allegati><Documento "
                                                             b"nome='b.pdf'/></Allegati>"),
    "spaces before": b"\r\n  " + segnatura(),
    "a byte order mark": b"\xef\xbb\xbf" + segnatura(),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_in_every_state(name: str) -> None:
    found = parsed(BROKEN[name])
    assert (found.number, found.registered_on, found.primary_document) == ("1234", date(2015, 12, 1), "lettera.pdf")


@pytest.mark.parametrize("name", BROKEN)
def test_it_is_never_a_document_to_understand(name: str) -> None:
    found = read(BROKEN[name], "allegato_tecnico.xml")
    assert [s.campo for s in found.reading.schede] == [7]
    assert ("allegato_tecnico.xml", "metadata", "skipped") in [
        (d.path, d.kind, d.status) for d in found.reading.documents
    ]
    assert (found.verdict, found.reading.problems) == ("done", ())


@pytest.mark.parametrize(
    ("day", "expected"), [("2015-12-01", date(2015, 12, 1)), ("01/12/2015", date(2015, 12, 1)), ("0", None), ("", None)]
)
def test_dates_as_producers_write_them(day: str, expected: date | None) -> None:
    assert parsed(segnatura(day=day)).registered_on == expected


def test_a_number_of_zeros_is_none() -> None:
    assert parsed(segnatura(number="0000000")).number == ""


def test_the_entity_of_a_dtd_is_not_resolved() -> None:
    attack = segnatura(head='<!DOCTYPE Segnatura [<!ENTITY x SYSTEM "file:///etc/hostname">]>\n', subject="&x;")
    with open("/etc/hostname") as file:
        assert file.read().strip() not in parsed(attack).subject or parsed(attack).subject == ""


@pytest.mark.parametrize(
    ("root", "kind"),
    [("Annullamento", "annullamento"), ("ConfermaRicezione", "conferma"), ("AggiornamentoConferma", "aggiornamento"),
        ("NotificaEccezione", "eccezione")],
)  # fmt: skip
def test_its_sisters(root: str, kind: str) -> None:
    assert parsed(segnatura(root=root)).kind == kind
    codes = [problem.code for problem in read(segnatura(root=root), f"{root}.xml").reading.problems]
    assert ("withdrawal" in codes) == (kind == "annullamento")


def test_it_tells_the_office_where_the_address_does_not() -> None:
    assert read(segnatura()).reading.prefettura.sigla == "CR"


def test_the_address_counts_more() -> None:
    assert read(segnatura(), sender="protocollo.preflo@pec.interno.it").reading.prefettura.sigla == "LO"


@pytest.mark.parametrize("wrap", ["PEC", "p7m"])
def test_inside_other_envelopes(wrap: str) -> None:
    files = {
        "Segnatura.xml" if wrap == "PEC" else "Segnatura.xml.p7m": segnatura() if wrap == "PEC" else signed(segnatura())
    }
    original = mail(PERSON, "Schede", "In allegato.", files, date=DATE)
    found = read_submission(pec_mail(original, PERSON) if wrap == "PEC" else original, Limits())
    assert [r.number for r in found.reading.registrations] == ["1234"]


@pytest.mark.parametrize(
    "content", [b"", b"<html><p>La Segnatura</p></html>", b"Segnatura", b"<a><b/></a>", b"%PDF-1.4 <Segnatura>"]
)
def test_other_files_are_none(content: bytes) -> None:
    assert not is_segnatura(content)


@pytest.mark.parametrize(
    ("line", "number", "year"),
    [
        ("Prot. n. 1234/2015 Area IV", "1234", 2015),
        ("Prot. n. 0012345 del 12/12/2015", "12345", 2015),
        ("Prot. Uscita N.0012345 del 12/12/2015", "12345", 2015),
        ("Prot. n° 4567/Area IV", "4567", None),
        ("PROTOCOLLO N. 98765", "98765", None),
        ("m_it.PREFCR.REGISTRO UFFICIALE(U).0005832.12-12-2015", "5832", 2015),
    ],
)
def test_stamps_on_letters(line: str, number: str, year: int | None) -> None:
    (found,) = stamps("lettera.pdf", [Block(0, "Prefettura di Cremona"), Block(1, line)])
    assert (found.number, found.year or (found.registered_on.year if found.registered_on else None)) == (number, year)


@pytest.mark.parametrize(
    "line",
    [
        "Rif. Vs. prot. n. 5973 dell'11/11/2015",
        "Protocollo d'intesa tra i comuni",
        "Oggetto: circolare prot. n. 5973",
        "Telefono 0372 4881",
    ],
)
def test_other_numbers_are_no_stamps(line: str) -> None:
    assert list(stamps("lettera.pdf", [Block(0, line)])) == []
