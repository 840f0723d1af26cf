"""XML that a parser mends into what no XML is: names with two colons, halves of characters. Found by `make fuzz`."""

import re

import pytest
from lxml import etree

from config.limits import Limits
from config.markup import local_name, readable
from ingest.envelopes.daticert import read_daticert
from parsers.files import read_source
from parsers.model import Source
from tests.specimens.envelopes import daticert, segnatura
from tests.specimens.parts import deflated, files_of
from tests.specimens.word import p, package, r
from tests.unit.test_files_in_documents import flat
from tests.unit.test_hostile_contents import attached, certificate, codes, mail, read

HALF = b"\xed\xa0\x80"


@pytest.mark.parametrize("name", [b"a:b:", b"AmministrContent-Type:", b"x::y", b":", b"a:1"])
@pytest.mark.parametrize("make", [segnatura, lambda: daticert("a@interno.it"), lambda: b"<a><b>nota</b></a>"])
def test_names_that_no_element_may_have_are_names(make, name: bytes) -> None:  # type: ignore[no-untyped-def]
    content = make()
    for place in (content.find(b"<", len(content) // 3), content.rfind(b"<", 0, len(content) // 2)):
        spoilt = content[:place] + b"<" + name + b">" + content[place:]
        assert "internal_error" not in codes(read(mail(attached("a.xml", spoilt))))


@pytest.mark.parametrize("half", [HALF, b"\xed\xbf\xbf", HALF * 3])
def test_halves_of_characters_are_no_fault(half: bytes) -> None:
    certified = daticert("uno@interno.it").replace(b"<mittente>uno", b"<mittente>un" + half + b"o")
    assert read_daticert(certified) is not None
    for content in (
        certified,
        segnatura().replace(b"Buone", b"Buo" + half + b"ne"),
        b"<a><b>no" + half + b"ta</b></a>",
    ):
        assert "internal_error" not in codes(read(mail(attached("a.xml", content))))


def test_a_word_file_with_half_a_character_keeps_its_words() -> None:
    files = files_of(package(p(r("Il comune apre una SCUOLA serale.")) + p(r("Le lezioni durano sei mesi."))))
    files["word/document.xml"] = files["word/document.xml"].replace(b"SCUOLA", b"SCU" + HALF + b"OLA")
    draft = read_source(Source("a.docx", "a.docx", "", deflated(files)), Limits())
    assert draft.text is not None
    assert [block.text for block in draft.text.blocks] == [
        "Il comune apre una SCU\ufffdOLA serale.",
        "Le lezioni durano sei mesi.",
    ]


@pytest.mark.parametrize("number", ["&#xD800;", "&#xdfff;", "&#55296;", "&#0057343;", "&#x0000D800;"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "iso-8859-1"])
def test_halves_given_by_number_are_no_characters(number: str, encoding: str) -> None:
    told = encoding.removesuffix("-le").removesuffix("-be")
    markup = f'<?xml version="1.0" encoding="{told}"?><a>perch{number}é &#232; &#xD7FF;</a>'.encode(encoding)
    root = etree.fromstring(readable(markup), etree.XMLParser(recover=True))
    assert root.text == "perch\ufffdé è \ud7ff"


@pytest.mark.parametrize("name", ["Segnatura.xml", "daticert.xml", "nota.xml", "scheda.fodt"])
def test_a_half_by_number_costs_its_file_no_more_than_a_character(name: str) -> None:
    made = {
        "Segnatura.xml": segnatura(), "daticert.xml": certificate("01/12/2015"),
        "nota.xml": b"<?xml version='1.0'?><nota><testo>Una nota del comune.</testo></nota>",
        "scheda.fodt": flat("<text:p>Una nota del comune.</text:p>"),
    }[name]  # fmt: skip
    at = made.rindex(b"</")
    hostile = re.sub(rb"(?<=[a-z0-9.])(?=</)", b"&#xD800;", made[:at]) + made[at:]
    assert hostile != made
    assert "internal_error" not in codes(read(mail(attached(name, hostile))))


def test_other_bytes_stay_as_they_are() -> None:
    assert readable("à퀀€".encode()) == "à퀀€".encode()
    assert readable("à".encode("utf-16")) == "à".encode("utf-16")


def test_a_name_has_no_namespace_and_a_comment_has_no_name() -> None:
    assert (local_name("{urn:a}b"), local_name("a:b:"), local_name(print)) == ("b", "a:b:", "")
