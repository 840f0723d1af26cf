"""What a file is by its bytes alone, and what becomes of kinds that have no reader or only a tool's."""

import pytest

from config.limits import Limits
from config.vocabulary import DocumentStatus, ProblemCode
from ingest.envelopes.zip import is_archive
from jobs.demo.build import archive
from parsers import identify as kinds
from parsers.files import Draft, read_source
from parsers.identify import identify
from parsers.model import Source
from parsers.readers import reader_for
from tests.specimens.outlook import compound
from tests.specimens.parts import files_of
from tests.specimens.pictures import page
from tests.specimens.word import p, package, r

WORD = package(p(r("Le lezioni si tengono di sera.")))


def reading(content: bytes, name: str = "allegato.doc") -> Draft:
    return read_source(Source(name, name, "application/octet-stream", content), Limits())


def lines(content: bytes) -> list[str]:
    draft = reading(content)
    assert draft.text is not None, draft.error
    return [block.text for block in draft.text.blocks]


def ole(*names: str) -> bytes:
    content = compound(dict.fromkeys(names, b"x" * 40))
    assert isinstance(content, bytes)
    return content


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (ole("WORDDOCUMENT", "1TABLE"), kinds.DOC),
        (ole("workbook"), kinds.XLS),
        (ole("book"), kinds.XLS),
        (ole("MatOST", "MM"), kinds.WORKS),
        (compound({"CONTENTS": b"CHNKWKS " + bytes(60)}), kinds.WORKS),
        (ole("Quill", "Contents"), "application/x-mspublisher"),
        (b"\x31\xbe\x00\x00\x00\xab" + bytes(200), kinds.WRITE),
        (b"\xffWPC\x10\0\0\0" + bytes(40), kinds.WORDPERFECT),
        (b"\xdb\xa5\x2d\x00" + bytes(40), kinds.OLD_WORD),
        (b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d\xae\xb1\x53\x78" + bytes(40), "application/onenote"),
        (archive({"[Content_Types].xml": b"", "xl/workbook.bin": b"x"}), kinds.XLSB),
        (archive({"[Content_Types].xml": b"", "ppt/presentation.xml": b"x", "docProps/app.xml": b"ppsx"}), kinds.PPTX),
        (archive({"mimetype": b"application/vnd.oasis.opendocument.text-template"}), kinds.ODT),
        (archive({"mimetype": b"application/vnd.oasis.opendocument.text-master\n"}), kinds.ODT),
        (archive({"mimetype": b"application/vnd.sun.xml.writer"}), kinds.SXW),
        (archive({"Index/Document.iwa": b"x"}), kinds.IWORK),
        (archive({"visio/document.xml": b"x"}), "application/vnd.ms-visio.drawing"),
        (archive({"FixedDocSeq.fdseq": b"x"}), "application/oxps"),
        (archive({"lettera.pdf": b"x"}), kinds.ZIP),
        (b"%!PS-Adobe-3.0\n", "application/postscript"),
        (b"\\documentclass{article}\n\\begin{document}", "application/x-tex"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "image/webp"),
        (b"\0\0\0\x18ftypheic", "image/heic"),
        ("{\\rtf1 testo}".encode("utf-16"), kinds.RTF),
        ("<html><body>testo".encode("utf-16-le"), kinds.HTML),
        ("Scheda 5: corsi di lingua per tutti".encode("utf-16-be"), kinds.TEXT),
        (b"Scheda 5\r\nCorsi di lingua\r\n" + b"righe di testo\r\n" * 9 + b"\x1a", kinds.TEXT),
        (bytes(range(256)) * 20, kinds.UNKNOWN),
        (b"testo\0testo\0", kinds.UNKNOWN),
        (b'{"titolo": "Corsi"}', kinds.JSON),
        (b'[\n {"titolo": "Corsi"}]', kinds.JSON),
        (b"[x] 5) corsi di lingua", kinds.TEXT),
        (b'<?xml version="1.0"?><!-- x --><svg xmlns="s"/>', kinds.SVG),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', kinds.EXCEL_XML),
        (b"Oggetto: buone pratiche\nData: oggi\n\nTesto", kinds.TEXT),
    ],
)
def test_f16_kinds_are_told_by_content(content: bytes, kind: str) -> None:
    assert identify(content) == kind


@pytest.mark.parametrize(
    "kind",
    [kinds.WORKS, kinds.WRITE, kinds.WORDPERFECT, kinds.OLD_WORD, kinds.XLSB, kinds.EXCEL_XML, kinds.FODS, kinds.FODP],
)
def test_f16_kinds_of_other_programs_have_a_reader(kind: str) -> None:
    assert reader_for(kind) is not None


@pytest.mark.parametrize(
    "content",
    [ole("MatOST"), b"\x32\xbe\x00\x00\x00\xab" + bytes(200), b"\xffWPC" + bytes(40)],
    ids=["wps", "wri", "wpd"],
)
def test_f16_without_libreoffice_the_remedy_is_told(content: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("parsers.readers.shared.tools.shutil.which", lambda name: None)
    assert "libreoffice-writer-nogui" in (reading(content).error or "")


@pytest.mark.parametrize(
    ("content", "named"),
    [(ole("Quill"), "mspublisher"), (b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d" + bytes(20), "onenote"), (b"%!PS-Adobe",
        "postscript"),
     (b"\\documentclass{a}", "tex"), (archive({"FixedDocSeq.fdseq": b"x"}), "oxps")],
)  # fmt: skip
def test_f16_a_kind_without_reader_is_a_problem_that_names_it(content: bytes, named: str) -> None:
    draft = reading(content)
    assert draft.status is DocumentStatus.UNREADABLE
    assert [problem.code for problem in draft.problems] == [ProblemCode.UNSUPPORTED_DOCUMENT]
    assert named in (draft.error or "")


class TestApple:
    def test_f16_its_preview_stands_for_the_document_and_that_is_told(self) -> None:
        content = archive(
            {"Index/Document.iwa": b"x", "preview.jpg": page("JPEG"), "QuickLook/Preview.pdf": b"%PDF-1.4"}
        )
        draft = reading(content, "scheda.pages")
        assert draft.text is not None
        assert [(one.filename, one.content) for one in draft.text.attachments] == [("Preview.pdf", b"%PDF-1.4")]
        assert len(draft.problems) == 1
        assert not is_archive(content)

    def test_f16_without_a_preview_it_is_unreadable_with_the_remedy(self) -> None:
        assert "ask for a PDF" in (reading(archive({"Index/Document.iwa": b"x"})).error or "")


class TestMarkup:
    """No text of a document is ever its markup."""

    @pytest.mark.parametrize(
        ("content", "wanted"),
        [
            (b"<?xml version='1.0'?><scheda><titolo>Corsi</titolo><testo>Le <b>lezioni</b> sono\n di "
             b"sera.</testo></scheda>",
             ["Corsi", "Le lezioni sono", "di sera."]),
            ("<?xml version='1.0' encoding='iso-8859-1'?><a><b>Città</b></a>".encode("latin-1"), ["Città"]),
            ("<a:x xmlns:a='y'><a:z n='1'>uno</a:z><!-- no --><a:z>due</a:z></a:x>".encode("utf-16"), ["uno", "due"]),
            (b"<bold>Scheda 5</bold>\n<indent>Corsi di lingua</indent>", ["Scheda 5", "Corsi di lingua"]),
            (b"<a><b>uno</b><c>due</a>", ["uno", "due"]),
            (b"<?xml version='1.0'?><svg xmlns='s'><style>x{}</style><text>uno</text><text>due "
             b"<tspan>tre</tspan></text></svg>", ["uno", "due tre"]),
        ],
    )  # fmt: skip
    def test_b11_xml_of_an_unknown_kind_gives_its_texts(self, content: bytes, wanted: list[str]) -> None:
        assert lines(content) == wanted

    def test_b11_entities_are_never_resolved(self) -> None:
        content = (
            b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a><b>prima &e; dopo</b></a>'
        )
        assert "root" not in " ".join(lines(content))

    def test_b11_json_gives_its_texts(self) -> None:
        assert lines('{"titolo": "Città", "voci": [{"n": 5, "testo": "uno\\ndue"}, null, "tre"]}'.encode()) == [
            "Città",
            "uno",
            "due",
            "tre",
        ]

    @pytest.mark.parametrize("content", [b'{"titolo": "Corsi', b'{"a": ' + b'{"a": ' * 100_000])
    def test_b11_broken_json_is_told(self, content: bytes) -> None:
        assert reading(content).status is DocumentStatus.UNREADABLE


class TestDamagedPackages:
    @pytest.mark.parametrize(
        "files",
        [
            {name: data for name, data in files_of(WORD).items() if name == "word/document.xml"},
            {name.replace("/", "\\"): data for name, data in files_of(WORD).items() if name.startswith("word/")},
        ],
        ids=["only its text", "backslashes"],
    )
    def test_b13_a_package_without_its_list_of_types_is_one_document(self, files: dict[str, bytes]) -> None:
        content = archive(files)
        assert not is_archive(content)
        assert lines(content) == ["Le lezioni si tengono di sera."]

    @pytest.mark.parametrize("before", [b"\xef\xbb\xbf", b"\n\n", b""])
    @pytest.mark.parametrize("cut", [False, True])
    def test_b13_a_package_behind_other_bytes_or_cut_is_known(self, before: bytes, cut: bool) -> None:
        end = WORD.index(b"PK\x01\x02") if cut else len(WORD)
        assert identify(before + WORD[:end]) == kinds.DOCX
        assert lines(before + WORD[:end]) == ["Le lezioni si tengono di sera."]

    @pytest.mark.parametrize("size", [200, 400, 600])
    def test_b13_whatever_is_cut_off_is_never_silent(self, size: int) -> None:
        draft = reading(WORD[:size])
        assert draft.problems

    def test_b13_a_damaged_word_97_file_is_told_by_names_in_other_case(self) -> None:
        content = ole("WORDDOCUMENT")
        assert identify(content[:600] + content[512:]) in {kinds.DOC, kinds.OLE}


def test_every_limit_that_cuts_a_text_is_told() -> None:
    long = "Una riga di testo. " * 20
    flat = f"<a><b>{long}</b><b>{long}</b></a>".encode()
    rich = rb"{\rtf1 " + long.encode() + rb"\par " + long.encode() + b"}"
    for content in (
        (long * 2).encode(),
        f"<p>{long * 2}</p>".encode(),
        flat,
        rich,
        package(p(r(long)) + p(r(long))),
        f'["{long}", {{"a": "{long}"}}]'.encode(),
    ):
        draft = read_source(Source("a", "a", "", content), Limits(text_chars=500))
        assert draft.text is not None
        assert any("LIMIT_TEXT_CHARS" in problem.detail for problem in draft.problems)
