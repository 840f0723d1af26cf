"""Pages and web archives: what they show, never what they are made of (case b12)."""

from base64 import b64encode, encodebytes
from email.mime.image import MIMEImage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from quopri import encodestring

import pytest

from config.limits import Limits
from parsers.identify import HTML, MHTML, identify
from parsers.model import BlockKind, DocumentText
from parsers.readers.web import html, mhtml
from tests.specimens.pictures import crest, page

PAGE = (
    "<html><head><style>p{margin:0}</style></head><body><p>Le attività dell’ente</p><p>Città e "
    "volontari</p></body></html>"
)
LINES = ["Le attività dell’ente", "Città e volontari"]


def texts(document: DocumentText) -> list[str]:
    return [block.text for block in document.blocks]


def shown(markup: str) -> list[str]:
    return texts(html.read(markup.encode(), Limits()))


def part(kind: str, encoding: str, body: bytes, address: str = "", more: str = "") -> bytes:
    location = f"Content-Location: file:///C:/A1/{address}\r\n" if address else ""
    head = f"Content-Type: {kind}\r\nContent-Transfer-Encoding: {encoding}\r\n{location}{more}\r\n"
    return head.encode() + body


def archive(*parts: bytes, head: str = "MIME-Version: 1.0\r\n", kind: str = "related") -> bytes:
    inside = b"".join(b"--=_x\r\n" + one + b"\r\n" for one in parts)
    return head.encode() + f'Content-Type: multipart/{kind}; boundary="=_x"\r\n\r\n'.encode() + inside + b"--=_x--\r\n"


QUOTED = encodestring(PAGE.encode("windows-1252"))
FILELIST = part("text/xml; charset=utf-8", "quoted-printable", b'<xml><o:File HRef=3D"a.htm"/></xml>', "filelist.xml")


class TestWebArchives:
    @pytest.mark.parametrize(
        "content",
        [
            archive(part('text/html; charset="windows-1252"', "quoted-printable", QUOTED, "a.htm"), FILELIST),
            archive(part("text/html; charset=utf-8", "base64", encodebytes(PAGE.encode()), "a.htm")),
            archive(part("text/html", "8bit", PAGE.encode(), "a.htm")),
            archive(part("text/html; charset=unicode", "base64", encodebytes(PAGE.encode("utf-16")), "a.htm")),
            archive(part('text/html; charset="windows-1252"', "Quoted-Printable ; x", QUOTED, "a.htm")),
            archive(
                part("text/html; charset=windows-1252", "quoted-printable", QUOTED),
                head="From: <Salvato da Internet Explorer>\r\nSubject: scheda\r\nDate: Tue, 1 Dec 2015 10:00:00 "
                "+0100\r\nMIME-Version: 1.0\r\n",
            ),
            b"MIME-Version: 1.0\r\n" + part("text/html; charset=windows-1252", "quoted-printable", QUOTED),
            archive(part("text/html; charset=windows-1252", "quoted-printable", QUOTED)).replace(b"\r\n", b"\n"),
            b"\xef\xbb\xbf\r\n" + archive(part("text/html; charset=windows-1252", "quoted-printable", QUOTED)),
        ],
        ids=["quoted", "base64", "8bit", "utf-16", "odd label", "browser", "one part", "LF", "BOM"],
    )
    def test_b12_the_page_is_decoded_and_nothing_around_it_is_text(self, content: bytes) -> None:
        assert identify(content) == MHTML
        assert texts(mhtml.read(content, Limits())) == LINES

    def test_b12_frames_are_read_after_the_page_that_shows_them(self) -> None:
        frames = b"<html><frameset cols='50%,50%'><frame src='b.htm'><frame src='c.htm'></frameset></html>"
        content = archive(
            part("text/html", "8bit", frames, "a.htm"),
            part(
                "text/html",
                "8bit",
                b"<html><body><table><tr><td>uno</td><td>due</td></tr></table></body></html>",
                "b.htm",
            ),
            part(
                "text/html",
                "8bit",
                b"<html><body><table><tr><td>tre</td><td>quattro</td></tr></table></body></html>",
                "c.htm",
            ),
        )
        document = mhtml.read(content, Limits())
        assert [(block.text, block.cell.table if block.cell else None) for block in document.blocks] == [
            ("uno", 0), ("due", 0), ("tre", 1), ("quattro", 1)]  # fmt: skip
        assert document.gaps == ()

    def test_b12_the_part_that_is_named_as_the_first_comes_first(self) -> None:
        content = archive(
            part("text/html", "8bit", b"<html><body>dopo</body></html>", more="Content-ID: <b@x>\r\n"),
            part("text/html", "8bit", b"<html><body>prima</body></html>", more="Content-ID: <a@x>\r\n"),
        ).replace(b'boundary="=_x"', b'boundary="=_x"; start="<a@x>"')
        assert texts(mhtml.read(content, Limits())) == ["prima", "dopo"]

    def test_b12_two_readings_of_one_page_are_one(self) -> None:
        inner = archive(
            part("text/plain; charset=utf-8", "8bit", b"Le attivita"),
            part("text/html", "8bit", PAGE.encode()),
            head="",
            kind="alternative",
        )
        assert texts(mhtml.read(archive(inner.replace(b"=_x", b"=_y")), Limits())) == LINES

    def test_b12_scans_and_files_in_the_archive_are_handed_on(self) -> None:
        mail = MIMEMultipart("related")
        mail.attach(MIMEText(PAGE, "html", "utf-8"))
        for name, data in (("image001.png", page()), ("image002.png", crest())):
            image = MIMEImage(data)
            image["Content-Location"] = f"file:///C:/A1/{name}"
            mail.attach(image)
        document = mhtml.read(mail.as_bytes(), Limits())
        assert texts(document) == LINES
        assert [(one.filename, one.content) for one in document.attachments] == [("image001.png", page())]

    def test_b12_headers_and_footers_of_word_are_told_apart_and_comments_are_no_text(self) -> None:
        helper = (
            b"<html><body><div style='mso-element:footnote-separator'><p>____</p></div><div "
            b"style='mso-element:header' id=h1><p>Prefettura"
            b"</p></div><div style='mso-element:footer' id=f1><p>pagina</p></div><div "
            b"style='mso-element:comment'>rivedere</div></body></html>"
        )
        document = mhtml.read(
            archive(part("text/html", "8bit", PAGE.encode()), part("text/html", "8bit", helper, "header.htm")), Limits()
        )
        assert [(block.text, block.kind) for block in document.blocks[2:]] == [
            ("Prefettura", BlockKind.HEADER), ("pagina", BlockKind.FOOTER)]  # fmt: skip


class TestPages:
    @pytest.mark.parametrize(
        "markup",
        [
            "<p>testo</p><p style='display:none'>nascosto</p>",
            "<p>testo</p><div style='DISPLAY : NONE;color:red'><p>nascosto</p></div>",
            "<p>testo</p><p hidden>nascosto</p>",
            "<p>testo</p><span style='visibility:hidden'>nascosto</span>",
            "<p>testo</p><span style='mso-hide:all'>nascosto</span>",
            "<p>testo</p><div style='font-size:0'>nascosto</div>",
            "<style>.via, p#x {color:red; display: none !important}</style><p>testo</p><p class='a "
            "via'>nascosto</p><p id=x>nascosto</p>",
            "<style><!-- div.giu{display:none} --></style><p>testo</p><div class=giu>nascosto</div>",
        ],
    )
    def test_b12_what_a_page_hides_is_no_text_and_is_counted(self, markup: str) -> None:
        document = html.read(markup.encode(), Limits())
        assert texts(document) == ["testo"]
        assert len(document.notes) == 1

    @pytest.mark.parametrize(
        "markup",
        [
            "<style>@media print{.via{display:none}}</style><p>testo</p><p class=via>altro</p>",
            "<style>.via span{display:none}</style><p>testo</p><p class=via>altro</p>",
            "<style>p.via{display:none}</style><p>testo</p><div class=via>altro</div>",
            "<p>testo</p><p style='font-size:0.9em'>altro</p>",
            "<p>testo</p><p style='font-size:08pt;display:block'>altro</p>",
        ],
    )
    def test_b12_what_only_looks_hidden_is_text(self, markup: str) -> None:
        assert shown(markup) == ["testo", "altro"]

    def test_conditional_comments_of_word_and_outlook(self) -> None:
        markup = (
            "<!--[if gte mso 9]><xml><o:p>dati</o:p></xml><![endif]--><p><![if !supportLists]>1) <![endif]>primo</p>"
            "<!--[if !mso]><!--><p>secondo</p><!--<![endif]-->"
        )
        assert shown(markup) == ["1) primo", "secondo"]

    @pytest.mark.parametrize(
        ("attributes", "kind"),
        [
            ("type=cite", BlockKind.QUOTE),
            ("style='border-left:2px solid #1010FF'", BlockKind.QUOTE),
            ("class=gmail_quote", BlockKind.QUOTE),
            ("", BlockKind.QUOTE),
            ("style='margin:0 0 0 40px;border:none;padding:0px'", BlockKind.PARAGRAPH),
        ],
    )
    def test_a_blockquote_quotes_unless_it_only_indents(self, attributes: str, kind: BlockKind) -> None:
        assert [
            block.kind for block in html.read(f"<blockquote {attributes}>testo</blockquote>".encode(), Limits()).blocks
        ] == [kind]

    def test_of_a_list_to_choose_from_only_what_is_chosen(self) -> None:
        markup = (
            "<p>Campo <select><option>1<option selected>5<option>7</select></p><p><input value='Rieti'> <input "
            "type=hidden value=x></p>"
        )
        assert shown(markup) == ["Campo 5", "Rieti"]

    @pytest.mark.parametrize("encoding", ["utf-8", "windows-1252", "iso-8859-1", "utf-16", "utf-16-le"])
    @pytest.mark.parametrize("stated", ["utf-8", "iso-8859-1", "windows-1251", "nonesiste"])
    def test_the_bytes_tell_the_encoding_where_the_page_says_another(self, encoding: str, stated: str) -> None:
        content = f"<html><head><meta charset={stated}></head><body><p>Perché la città è così</p></body></html>".encode(
            encoding
        )
        assert identify(content) == HTML
        assert texts(html.read(content, Limits())) == ["Perché la città è così"]

    def test_entities(self) -> None:
        assert shown("<p>perch&eacute; &#8220;s&igrave;&#8221; &agrave; &amp; &lt;x&gt; 5&nbsp;euro &euro;</p>") == [
            "perché “sì” à & <x> 5 euro €"
        ]

    @pytest.mark.parametrize("form", ["png", "jpeg"])
    def test_b12_a_scan_inside_the_page_is_handed_on(self, form: str) -> None:
        data, small = page(form.upper()), crest()
        markup = "".join(f"<img src='data:image/{form};base64,{b64encode(one).decode()}'>" for one in (small, data))
        assert [one.content for one in html.read(f"<p>testo</p>{markup}".encode(), Limits()).attachments] == [data]

    def test_frames_outside_the_page_are_told(self) -> None:
        document = html.read(
            b"<html><frameset><frame src='b.htm'><noframes>testo</noframes></frameset></html>", Limits()
        )
        assert document.gaps == ("the page shows b.htm, which is not in it",)
