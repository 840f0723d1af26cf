"""MIME as it arrives: labels that lie, mails that are cut off, charsets that are mixed, heads that are none.

Numbers: b… are kinds of fault told by users of comparable software, f… those that foreign files showed.
"""

import base64
import binascii
import quopri
from datetime import UTC, datetime

import pytest

from config.limits import Limits
from config.vocabulary import ProblemCode
from ingest.dates import parse_date
from ingest.fields import addresses
from ingest.model import OpenedMessage
from ingest.opening import open_message
from ingest.stretch import all_of
from ingest.transfer import decode
from jobs.demo.build import archive, docx, pdf, pec
from jobs.pipeline import read_submission
from store.model import Submission
from tests.specimens.envelopes import pec_mail, signed

DATE = datetime(2015, 12, 1, 9, 30, tzinfo=UTC)
SENDER = "prefettura.bergamo@interno.it"
LESSONS = (
    "Nei mesi invernali il circolo dei lettori apre la sala grande a chi studia la lingua: tre gruppi, due insegnanti "
    "e un registro "
    "delle presenze che il comune consulta ogni trimestre."
)
GARDEN = (
    "Quattordici persone accolte curano gli orti dietro la stazione insieme ai soci della cooperativa agricola, che "
    "presta gli attrezzi "
    "e divide il raccolto con la mensa."
)
WORD = docx([("heading", "Scheda 5: Apprendimento della lingua italiana"), ("text", LESSONS)])
PRINTED = pdf([("heading", "Scheda 7: Processi di coinvolgimento volontario"), ("text", GARDEN)])
NEW = "\r\n\r\n"
TYPED = f"Scheda 5: Apprendimento della lingua italiana\r\n\r\n{LESSONS}\r\n"


def uuencoded(content: bytes, name: str = "scheda.docx", *, end: bool = True) -> str:
    lines = [binascii.b2a_uu(content[place : place + 45]).decode() for place in range(0, len(content), 45)]
    return f"begin 644 {name}\n{''.join(lines)}`\n{'end' if end else ''}\n"


def lines_of_base64(content: bytes) -> str:
    return base64.encodebytes(content).decode()


def sent(*parts: tuple[str, str], close: bool = True, kind: str = "multipart/mixed", head: str = "") -> bytes:
    """A mail of parts, each (its head, its body)."""
    text = (
        f"From: <{SENDER}>\nTo: dici.buonepraticheaccoglienza@interno.it\nSubject: Buone pratiche\nDate: Tue, 01 "
        f"Dec 2015 10:30:00 +0100\n"
    )
    text += head or f'MIME-Version: 1.0\nContent-Type: {kind}; boundary="=_fine"\n'
    text += "\n" + "".join(f"--=_fine\n{part}\n\n{body}\n" for part, body in parts) + ("--=_fine--\n" if close else "")
    return text.replace("\r\n", "\n").replace("\n", "\r\n").encode("utf-8", "surrogateescape")


LETTER = ("Content-Type: text/plain; charset=utf-8", "Si trasmette la scheda.")


def with_file(body: str, *labels: str, name: str = "scheda.docx", close: bool = True) -> bytes:
    head = [
        f'Content-Type: application/octet-stream; name="{name}"',
        *labels,
        f'Content-Disposition: attachment; filename="{name}"',
    ]
    return sent(LETTER, ("\n".join(head), body), close=close)


def read(original: bytes) -> Submission:
    return read_submission(original, Limits())


def schede(found: Submission) -> list[tuple[int | None, str]]:
    return [(scheda.campo, scheda.description) for scheda in found.reading.schede]


def told(found: Submission | OpenedMessage) -> list[tuple[str, str | None]]:
    problems = (*found.problems, *found.reading.problems) if isinstance(found, Submission) else found.problems
    return [(problem.code.value, problem.document) for problem in problems]


class TestTransferEncodings:
    @pytest.mark.parametrize(
        "label",
        [
            "base64 ",
            "base64\t",
            "base64;",
            '"base64"',
            "'BASE64'",
            "base64 (coded by the gateway)",
            "(base64)",
            "base-64",
            "x-base64",
            "Base 64",
            "b64",
            "\r\n base64",
            "7bit",
            "8bit",
            "binary",
            "quoted-printable",
            "x-uuencode",
            "boh",
            "",
        ],
    )
    def test_b01_base64_is_decoded_whatever_its_label_says(self, label: str) -> None:
        found = read(with_file(lines_of_base64(WORD), f"Content-Transfer-Encoding: {label}"))
        assert (schede(found), found.verdict, told(found)) == ([(5, LESSONS)], "done", [])

    @pytest.mark.parametrize(
        "labels",
        [
            (),
            ("Content-Transfer-Encoding: base64", "Content-Transfer-Encoding: base64"),
            ("Content-Transfer-Encoding: 7bit", "Content-Transfer-Encoding: base64"),
            ("Content-Transfer-Encoding: base64, base64",),
            ("Content-Transfer-Encoding : base64",),
        ],
    )
    def test_b01_labels_that_are_missing_or_doubled(self, labels: tuple[str, ...]) -> None:
        assert schede(read(with_file(lines_of_base64(WORD), *labels))) == [(5, LESSONS)]

    def test_b01_a_file_that_was_encoded_twice(self) -> None:
        twice = lines_of_base64(lines_of_base64(WORD).encode())
        assert schede(read(with_file(twice, "Content-Transfer-Encoding: base64"))) == [(5, LESSONS)]

    @pytest.mark.parametrize(
        "label",
        ["quoted-printable ", "Quoted_Printable", '"quoted-printable";', "x-qp", "quoted printable", "8bit", ""],
    )
    def test_b01_a_quoted_printable_text(self, label: str) -> None:
        text = quopri.encodestring(
            f"Scheda 7: Processi di coinvolgimento volontario\n\n{GARDEN} Più città, perché è così.".encode()
        ).decode()
        part = ("Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: " + label, text)
        assert schede(read(sent(part))) == [(7, f"{GARDEN} Più città, perché è così.")]

    @pytest.mark.parametrize("label", ["x-uuencode", "uuencode", "x-uue", "UUENCODE;", "7bit", "base64", ""])
    def test_b02_uuencode_is_decoded_whatever_its_label_says(self, label: str) -> None:
        found = read(with_file(uuencoded(WORD), f"Content-Transfer-Encoding: {label}"))
        assert (schede(found), told(found)) == ([(5, LESSONS)], [])

    def test_b02_the_name_in_the_uuencoding_counts_where_there_is_no_other(self) -> None:
        part = (
            "Content-Type: application/octet-stream\nContent-Transfer-Encoding: x-uuencode",
            uuencoded(PRINTED, "orti.pdf"),
        )
        assert [scheda.document for scheda in read(sent(LETTER, part)).reading.schede] == ["orti.pdf"]

    def test_b02_uuencoding_without_its_end_is_read_and_told(self) -> None:
        found = read(with_file(uuencoded(WORD, end=False), "Content-Transfer-Encoding: x-uuencode"))
        assert schede(found) == [(5, LESSONS)]
        assert ("malformed_message", "scheda.docx") in told(found)

    @pytest.mark.parametrize("label", ["base64", "quoted-printable", "x-uuencode", "7bit", ""])
    def test_f02_what_is_not_encoded_is_read_as_it_is(self, label: str) -> None:
        found = read(sent(("Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: " + label, TYPED)))
        assert (schede(found), told(found)) == ([(5, LESSONS)], [])

    @pytest.mark.parametrize("label", ["base64", "quoted-printable", "x-uuencode", "7bit"])
    def test_f02_a_binary_file_that_is_not_encoded(self, label: str) -> None:
        head, tail = with_file("@@", f"Content-Transfer-Encoding: {label}").split(b"@@")
        assert schede(read(head + WORD + tail)) == [(5, LESSONS)]

    def test_f02_a_footer_below_the_base64_costs_nothing_and_is_told(self) -> None:
        found = read(
            with_file(
                lines_of_base64(WORD) + "\n-- \nMessaggio controllato dal sistema.", "Content-Transfer-Encoding: base64"
            )
        )
        assert schede(found) == [(5, LESSONS)]
        assert told(found) == [("malformed_message", "scheda.docx")]

    @pytest.mark.parametrize(
        "body",
        [
            "=ybegin line=128 size=300 name=scheda.docx\n" + "r)J*k" * 60 + "\n=yend size=300",
            '(This file must be converted with BinHex 4.0)\n:$f&XG&*d$5"bF`' + "5!F#" * 40,
            "Ecco il file:\n" + lines_of_base64(WORD) + "\nCordiali saluti",
        ],
        ids=["yEnc", "BinHex", "base64 among words"],
    )
    def test_f02_what_stays_encoded_is_a_problem_of_that_part(self, body: str) -> None:
        found = read(with_file(body, "Content-Transfer-Encoding: x-yenc", name="scheda.dat"))
        assert ("unreadable_document", "scheda.dat") in told(found)
        assert found.verdict in {"partial", "failed"}

    def test_f02_a_text_with_an_encoded_file_in_it_is_told_too(self) -> None:
        found = read(sent(("Content-Type: text/plain", "Ecco la scheda:\n" + lines_of_base64(WORD))))
        assert ("unreadable_document", "(body)") in told(found)

    @pytest.mark.parametrize("more", range(60))
    def test_f02_base64_that_ends_in_padding_is_no_quoted_printable(self, more: int) -> None:
        content = b"\x30\x82\x05\x05" + b"q" * (1200 + more)
        assert (
            decode(all_of(lines_of_base64(lines_of_base64(content).encode()).encode()), "base64").content
            == lines_of_base64(content).encode()
        )

    def test_f02_a_signed_file_in_base64_is_opened_as_it_is(self) -> None:
        found = read(
            with_file(
                lines_of_base64(lines_of_base64(signed(WORD)).encode()),
                "Content-Transfer-Encoding: base64",
                name="a.docx.p7m",
            )
        )
        assert (schede(found), told(found)) == ([(5, LESSONS)], [])

    @pytest.mark.parametrize("word", ["Buongiorno", "Allegato", "Ciao", "Trasmissione schede"])
    def test_f02_a_word_is_no_base64(self, word: str) -> None:
        opened = open_message(sent(("Content-Type: text/plain\nContent-Transfer-Encoding: base64", word)), Limits())
        assert [file.content for file in opened.files] == [word.encode()]


class TestCutOff:
    FIRST = (
        "Content-Type: application/octet-stream; name=scheda.docx\nContent-Transfer-Encoding: base64",
        lines_of_base64(WORD),
    )
    SECOND = (
        "Content-Type: application/pdf; name=orti.pdf\nContent-Transfer-Encoding: base64",
        lines_of_base64(PRINTED),
    )

    def test_b18_between_two_parts(self) -> None:
        whole = sent(LETTER, self.FIRST, self.SECOND)
        found = read(whole[: whole.index(b"--=_fine\r\nContent-Type: application/pdf")])
        assert schede(found) == [(5, LESSONS)]
        assert ("malformed_message", None) in told(found)

    @pytest.mark.parametrize("mark", [b"Content-Type: application/pdf", b"name=orti", b"AAAA", b"--=_fine--"])
    def test_b18_anywhere_after_the_first_file(self, mark: bytes) -> None:
        whole = sent(LETTER, self.FIRST, self.SECOND)
        place = whole.rindex(mark) if mark != b"AAAA" else whole.index(b"orti.pdf") + 200
        found = read(whole[:place])
        assert (5, LESSONS) in schede(found)
        assert "malformed_message" in [code for code, _ in told(found)]

    def test_b18_inside_a_mail_inside_the_mail(self) -> None:
        inner = sent(LETTER, self.FIRST, close=False).decode().replace("=_fine", "=_dentro")
        found = read(sent(LETTER, ("Content-Type: message/rfc822; name=inoltro.eml", inner)))
        assert schede(found) == [(5, LESSONS)]
        assert [code for code, _ in told(found)] == ["malformed_message"]

    @pytest.mark.parametrize("encoded", [True, False])
    def test_b18_the_inner_mail_of_a_pec_envelope(self, encoded: bool) -> None:
        found = read(pec_mail(sent(LETTER, self.FIRST, close=False), SENDER, encoded=encoded))
        assert schede(found) == [(5, LESSONS)]
        assert "malformed_message" in [code for code, _ in told(found)]

    def test_b18_a_pec_envelope_that_ends_before_its_mail(self) -> None:
        whole = pec(sent(LETTER, self.FIRST), SENDER, "Schede", date=DATE)
        found = read(whole[: whole.index(b"postacert.eml") - 60])
        assert "malformed_message" in [code for code, _ in told(found)]

    def test_b18_a_text_whose_quoted_printable_ends_in_a_break(self) -> None:
        found = read(
            sent(head="Content-Type: text/plain\nContent-Transfer-Encoding: quoted-printable\n", close=False)
            + TYPED.encode()
            + b"e poi="
        )
        assert "malformed_message" in [code for code, _ in told(found)]

    def test_f12_a_mail_that_ends_in_its_head(self) -> None:
        assert told(open_message(b"From: a@b.example\r\nSubject: Buone prat", Limits())) == [
            ("malformed_message", None)
        ]

    def test_f12_a_whole_mail_has_no_such_problem(self) -> None:
        assert told(read(sent(LETTER, self.FIRST, self.SECOND))) == []


class TestBoundaries:
    FILE = (
        "Content-Type: application/octet-stream; name=scheda.docx\nContent-Transfer-Encoding: base64",
        lines_of_base64(WORD),
    )

    @pytest.mark.parametrize(
        "declared",
        [
            "multipart/mixed",
            "multipart/mixed; boundary=altro",
            "multipart/mixed; boundary=",
            'multipart/mixed; boundary="=_FINE"',
            "multipart/mixed; charset=utf-8",
            "text/plain",
            "multipart",
        ],
    )
    def test_f17_the_boundary_is_found_in_the_bytes(self, declared: str) -> None:
        found = read(sent(LETTER, self.FILE, head=f"Content-Type: {declared}\n"))
        assert schede(found) == [(5, LESSONS)]
        assert {code for code, _ in told(found)} <= {"malformed_message"}

    def test_f17_a_multipart_without_any_part_is_a_text(self) -> None:
        found = read(sent(head="Content-Type: multipart/mixed\n", close=False) + TYPED.encode())
        assert schede(found) == [(5, LESSONS)]
        assert ("malformed_message", None) in told(found)

    def test_f17_a_delimiter_that_was_damaged_costs_no_part(self) -> None:
        whole = sent(LETTER, self.FILE, TestCutOff.SECOND).replace(
            b"--=_fine\r\nContent-Type: application/pdf", b"--=_fane\r\nContent-Type: application/pdf"
        )
        found = read(whole)
        assert schede(found) == [(5, LESSONS), (7, GARDEN)]
        assert "malformed_message" in [code for code, _ in told(found)]

    def test_f17_a_multipart_in_the_text_before_the_first_delimiter(self) -> None:
        inner = f"--=_altro\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{TYPED}\r\n--=_altro--\r\n"
        found = read(
            sent(LETTER).replace(b"--=_fine", f"--Content-Type: multipart/mixed\r\n\r\n{inner}--=_fine".encode(), 1)
        )
        assert schede(found) == [(5, LESSONS)]
        assert "malformed_message" in [code for code, _ in told(found)]

    def test_f17_a_thousand_damaged_multiparts_in_a_row_never_raise(self) -> None:
        many = b"".join(b"--%d\r\nContent-Type: text/plain\r\n\r\nuno\r\n--%d--\r\n" % (n, n) for n in range(1000))
        assert ("malformed_message", None) in told(open_message(sent(LETTER) + many, Limits()))

    def test_f17_text_behind_the_last_part_is_read(self) -> None:
        assert schede(read(sent(LETTER) + TYPED.encode())) == [(5, LESSONS)]

    def test_a_web_archive_that_was_attached_keeps_its_parts(self) -> None:
        page = (
            f"From: <Saved by a program>\nMIME-Version: 1.0\nContent-Type: multipart/related; "
            f"boundary=z\n\n--z\nContent-Type: text/html\n\n<p>{GARDEN}\n--z--\n"
        )
        opened = open_message(sent(LETTER, ("Content-Type: application/octet-stream; name=pagina.mht", page)), Limits())
        assert told(opened) == []
        assert [GARDEN.encode() in file.content for file in opened.files].count(True) == 1


class TestCharsets:
    @pytest.mark.parametrize(
        "footer", ["Più sicurezza per la città", "È vietato l'uso non autorizzato", "© perché “così”"]
    )
    @pytest.mark.parametrize("declared", ["utf-8", "iso-8859-1", "us-ascii", "x-boh", ""])
    def test_b16_a_footer_in_another_charset_changes_nothing_above_it(self, footer: str, declared: str) -> None:
        content = "Le attività della città: è già così.\r\n".encode() + footer.encode("cp1252")
        original = (
            sent(head=f"Content-Type: text/plain; charset={declared}\nContent-Transfer-Encoding: 8bit\n", close=False)
            + content
        )
        (body,) = open_message(original, Limits()).files
        assert body.content.decode() == f"Le attività della città: è già così.\r\n{footer}"

    @pytest.mark.parametrize(
        ("declared", "charset"),
        [
            ("utf-8", "cp1252"),
            ("iso-8859-15", "utf-8"),
            ("utf-16", "utf-8"),
            ("utf-16", "utf-16"),
            ("utf-16le", "utf-16-le"),
            ("", "utf-16"),
            ("us-ascii", "utf-16-le"),
            ("utf-7", "utf-7"),
            ("macintosh", "mac-roman"),
            ("punycode", "utf-8"),
            ("utf_8", "utf-8-sig"),
            ("ISO-8859-15", "iso-8859-15"),
        ],
    )
    def test_b16_the_bytes_say_what_the_charset_is(self, declared: str, charset: str) -> None:
        text = "La comunità è più ricca: perché no?"
        encoded = base64.encodebytes(text.encode(charset)).decode()
        part = (f"Content-Type: text/plain; charset={declared}\nContent-Transfer-Encoding: base64", encoded)
        (body,) = open_message(sent(part), Limits()).files
        assert body.content.decode() == text

    def test_b17_delsp_joins_the_pieces_of_a_word(self) -> None:
        text = "Le lezioni si ten \ngono ogni lune \ndì in parroc \nchia.\n\nSecondo capo \n verso."
        part = ("Content-Type: text/plain; charset=utf-8; format=flowed; delsp=yes", text)
        (body,) = open_message(sent(part), Limits()).files
        assert body.content.decode().splitlines() == [
            "Le lezioni si tengono ogni lunedì in parrocchia.",
            "",
            "Secondo capo verso.",
        ]

    def test_b17_a_program_that_stuffs_every_line(self) -> None:
        part = ("Content-Type: text/plain; format=flowed; delsp=yes", " Le lezioni si ten \n gono ogni sera.\n Fine.")
        (body,) = open_message(sent(part), Limits()).files
        assert body.content.decode().splitlines() == ["Le lezioni si tengono ogni sera.", "Fine."]

    def test_b17_lines_flow_without_delsp_and_signatures_and_quotes_do_not(self) -> None:
        text = "Le lezioni si tengono \nogni sera.\n-- \nUfficio\n> domanda \n> seconda riga\n>> altra\n  stretto"
        part = ("Content-Type: text/plain; format=flowed", text)
        (body,) = open_message(sent(part), Limits()).files
        expected = [
            "Le lezioni si tengono ogni sera.",
            "-- ",
            "Ufficio",
            "> domanda seconda riga",
            ">> altra",
            " stretto",
        ]
        assert body.content.decode().splitlines() == expected

    def test_b17_other_texts_keep_their_lines(self) -> None:
        (body,) = open_message(sent(("Content-Type: text/plain", "uno \ndue")), Limits()).files
        assert body.content.decode().splitlines() == ["uno ", "due"]


class TestDates:
    @pytest.mark.parametrize(
        "value",
        [
            "mar, 1 dic 2015 10:30:00 +0100",
            "martedì 1 dicembre 2015 10.30.00 +0100",
            "1-dic-2015 10:30:00 +01:00",
            "01/12/2015 10:30:00 CET",
            "1.12.2015, ore 10.30 +0100",
            "2015-12-01T09:30:00Z",
            "Tue, 1 Dec 2015 10:30:00 CET",
            "Dec 1, 2015 09:30",
            "Mar, 1º Dicembre 2015 10:30 +0100 (ora solare Europa occidentale)",
        ],
    )
    def test_b19_dates_as_programs_write_them(self, value: str) -> None:
        assert parse_date(value) == DATE

    @pytest.mark.parametrize(
        "value", ["", "domani", "1 brumaio 2015", "31/02/2015", "00/00/0000", "99:99", "1 dic 2015 10:30 +9900"]
    )
    def test_b19_what_is_no_date_is_none(self, value: str) -> None:
        assert parse_date(value) is None

    @pytest.mark.parametrize("date", ["", "Date: boh\r\n", "Date: Thu, 01 Jan 1970 00:00:00 +0000\r\n"])
    def test_b19_the_last_server_tells_where_the_date_does_not(self, date: str) -> None:
        head = (
            "Received: by a.example; mai\r\nReceived: from b by c with ESMTP id 1;\r\n\tTue, 1 Dec 2015 10:30:00 "
            "+0100\r\n"
        )
        head += "Received: from x; Mon, 30 Nov 2015 10:30:00 +0100\r\n"
        assert open_message(f"{head}From: a@b.example\r\n{date}\r\nx".encode(), Limits()).headers.date == DATE

    def test_b19_the_envelope_tells_where_the_mail_inside_does_not(self) -> None:
        inner = sent(LETTER).replace(b"Date: Tue, 01 Dec 2015 10:30:00 +0100\r\n", b"")
        assert open_message(pec(inner, SENDER, "Schede", date=DATE), Limits()).headers.date == DATE


class TestHeads:
    @pytest.mark.parametrize(
        "field", ["From", "To", "Cc", "Subject", "Date", "Message-ID", "References", "Received", "Reply-To", "X-Altro"]
    )
    @pytest.mark.parametrize(
        "nested", ["(" * 5000, "(" * 2000 + ")" * 2000, '"' * 3000, "<" * 3000, "[" * 3000, ":;" * 3000]
    )
    def test_f09_brackets_in_brackets_never_raise(self, field: str, nested: str) -> None:
        original = sent(("Content-Type: text/plain", TYPED)).replace(
            b"Date: ", f"{field}: {nested} x@y.example\r\nDate: ".encode(), 1
        )
        assert schede(read(original)) == [(5, LESSONS)]

    @pytest.mark.parametrize(
        "field", ["Content-Type", "Content-Disposition", "Content-Transfer-Encoding", "Content-ID"]
    )
    @pytest.mark.parametrize(
        "nested", ["(" * 5000, 'text/plain; charset="' + '"' * 3000, "text/plain; " + "a*0*=x;" * 500, "\x00;\x01"]
    )
    def test_f09_nor_in_the_head_of_a_part(self, field: str, nested: str) -> None:
        assert schede(read(sent((f"{field}: {nested}", TYPED)))) == [(5, LESSONS)]

    def test_f09_the_address_behind_the_brackets_is_found(self) -> None:
        assert [found.address for found in addresses("(" * 1000 + " " + SENDER)] == [SENDER]

    def test_a_comma_in_an_encoded_name_does_not_part_the_address(self) -> None:
        original = (
            b"From: =?utf-8?Q?Rossi=2C_Mario?= <m.rossi@interno.it>\r\nSubject: =?utf-8?Q?Citt=C3?=\r\n "
            b"=?utf-8?Q?=A0?=\r\n\r\nx"
        )
        headers = open_message(original, Limits()).headers
        assert (headers.sender.name, headers.sender.address, headers.subject) == (
            "Rossi, Mario",
            "m.rossi@interno.it",
            "Città",
        )

    @pytest.mark.parametrize(
        "before",
        [
            b"\r\n\r\n",
            b"\n \n\t\n",
            b"\xef\xbb\xbf",
            b"\xef\xbb\xbf\r\n",
            b"From prefettura@interno.it Tue Dec  1 10:30:00 2015\r\n",
            b">From prefettura@interno.it Tue Dec  1 10:30:00 2015\n",
            b"\r\nFrom - Tue Dec  1 10:30:00 2015\r\n",
        ],
    )
    def test_b25_what_stands_before_the_head(self, before: bytes) -> None:
        found = read(before + with_file(lines_of_base64(WORD), "Content-Transfer-Encoding: base64"))
        assert (schede(found), told(found)) == ([(5, LESSONS)], [])

    def test_b25_a_mail_that_an_editor_saved_in_utf_16(self) -> None:
        assert schede(read(sent(("Content-Type: text/plain; charset=utf-8", TYPED)).decode().encode("utf-16"))) == [
            (5, LESSONS)
        ]

    def test_a_line_that_is_no_field_costs_only_itself(self) -> None:
        original = sent(LETTER, TestBoundaries.FILE).replace(b"Subject:", b"questa riga non c'entra\r\nSubject:")
        found = read(original)
        assert (schede(found), told(found)) == ([(5, LESSONS)], [("malformed_message", None)])


class TestNames:
    @pytest.mark.parametrize(
        "word", ["=?utf-8?B?c2NoZWRh!!?=", "=?utf-8?B?A?=", "=?x?B?====?=", "=?utf-8?Q?=?=", "=??B??="]
    )
    def test_f09_a_broken_encoded_word_in_the_name_of_a_file_never_raises(self, word: str) -> None:
        part = (
            f'Content-Type: application/octet-stream; name="{word}.docx"\nContent-Transfer-Encoding: base64',
            lines_of_base64(WORD),
        )
        assert schede(read(sent(LETTER, part))) == [(5, LESSONS)]


class TestNoMail:
    NOISE = bytes((place * place * 31 + place // 7) % 256 for place in range(20_000))

    @pytest.mark.parametrize(
        "original", [NOISE, b"", b"\r\n\r\n", b"\x00" * 500, NOISE.replace(b"\n", b"").replace(b"\r", b"")]
    )
    def test_garbage_is_told(self, original: bytes) -> None:
        assert "malformed_message" in [code for code, _ in told(read(original))]

    @pytest.mark.parametrize(
        "content",
        [
            WORD,
            PRINTED,
            archive({"a/scheda.docx": WORD}),
            f"<!DOCTYPE html><p>{TYPED.strip().replace(NEW, '<p>')}".encode(),
            TYPED.encode(),
        ],
    )
    def test_a_document_in_place_of_a_mail_is_read(self, content: bytes) -> None:
        found = read(content)
        assert [description for _, description in schede(found)] in ([LESSONS], [GARDEN])
        assert ("malformed_message", None) in told(found)

    def test_a_mail_that_is_encoded_as_a_whole_is_read(self) -> None:
        found = read(base64.encodebytes(with_file(lines_of_base64(WORD), "Content-Transfer-Encoding: base64")))
        assert schede(found) == [(5, LESSONS)]
        assert told(found) == [("malformed_message", None)]

    @pytest.mark.parametrize(
        "declared",
        [
            "text/plain",
            "text/html",
            "text/calendar; method=REQUEST",
            "message/rfc822",
            "message/delivery-status",
            "pdf",
        ],
    )
    def test_a_file_without_a_name_is_no_text_whatever_it_is_declared(self, declared: str) -> None:
        part = (f"Content-Type: {declared}\nContent-Transfer-Encoding: base64", lines_of_base64(WORD))
        assert schede(read(sent(LETTER, part))) == [(5, LESSONS)]


def test_every_code_told_here_is_on_the_list() -> None:
    assert {"malformed_message", "unreadable_document"} <= {code.value for code in ProblemCode}
