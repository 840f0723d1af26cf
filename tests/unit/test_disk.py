"""Mail on disk: mbox in all its dialects (b23), and as programs keep it (b24)."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from config.errors import UsageError
from config.limits import Limits
from config.vocabulary import MessageState, ProblemCode
from ingest.files import count_files, read_path
from ingest.model import Arrival, LeftOut
from jobs.app import App
from jobs.demo.build import docx, mail, paragraphs
from jobs.imports import import_paths
from jobs.pipeline import read_submission
from tests.specimens.envelopes import DATE
from tests.specimens.outlook import msg

SCHEDA = docx(
    paragraphs(
        "# Scheda 5\n\nOgni giovedì due insegnanti tengono lezioni di lingua italiana nei centri della provincia."
    )
)
HEAD = (
    b"From: prefettura.bl@interno.example\nSubject: Schede\nDate: Tue, 01 Dec 2015 10:30:00 +0100\nMessage-ID: "
    b"<%d@interno.example>\n"
)
LINE = b"From prefettura.bl@interno.example Tue Dec  1 10:30:00 2015\n"
#: Texts in which a line begins as a separator does.
TEXTS = {
    "after an empty line": b"Buongiorno.\n\nFrom Milano a Belluno il servizio copre tutti i centri.\n\nSaluti\n",
    "with a colon below": b"Buongiorno.\n\nFrom lunedi a venerdi:\nOrario: dalle 9 alle 12\nSede: "
    b"municipio\n\nSaluti\n",
    "with a date in it": b"Buongiorno.\n\nFrom the meeting of Tue Dec 1 2015 we learned much.\nNota: "
    b"altro.\n\nSaluti\n",
    "with an hour": b"Testo.\n\nFrom Mon 9:00 to Fri 12:30\nlo sportello resta aperto.\n",
    "at its end": b"Testo.\nFrom noi tutti.\n",
}


def mails(texts: list[bytes], *, head: bytes = HEAD) -> list[bytes]:
    return [(head % number) + b"\n" + text for number, text in enumerate(texts, 1)]


def arrivals(path: Path) -> list[bytes]:
    return [item.original for item in read_path(path) if isinstance(item, Arrival)]


def left_out(path: Path) -> list[str]:
    return [Path(item.source).name for item in read_path(path) if isinstance(item, LeftOut)]


class TestMbox:
    @pytest.mark.parametrize("kind", TEXTS)
    @pytest.mark.parametrize("end", [b"\n", b"\r\n"], ids=["LF", "CRLF"])
    def test_b23_a_line_of_the_text_divides_no_mail(self, tmp_path: Path, kind: str, end: bytes) -> None:
        both = mails([TEXTS[kind], b"Secondo testo.\n"])
        file = tmp_path / "posta.mbox"
        file.write_bytes(b"".join(LINE + one + b"\n" for one in both).replace(b"\n", end))
        assert arrivals(file) == [one.replace(b"\n", end) for one in both]

    def test_b23_mboxrd_gives_back_what_it_escaped(self, tmp_path: Path) -> None:
        text = b"Testo.\n\nFrom here on.\n>From quoted.\n>>From quoted twice.\n> From with a blank.\n"
        escaped = text.replace(b">>From", b">>>From").replace(b"\n>From", b"\n>>From").replace(b"\nFrom", b"\n>From")
        file = tmp_path / "posta"
        file.write_bytes(b"".join(LINE + one + b"\n" for one in mails([escaped, b"due\n"])))
        assert arrivals(file)[0] == mails([text])[0]

    def test_b23_mboxcl2_is_believed_where_its_length_holds(self, tmp_path: Path) -> None:
        whole = b"Testo.\n\n" + LINE + b"From: finto@x.example\nSubject: citato\nDate: x\n\n>From resta cosi.\n"
        head = HEAD + b"Content-Length: " + str(len(whole)).encode() + b"\n"
        first = mails([whole], head=head)[0]
        file = tmp_path / "posta.mbox"
        file.write_bytes(LINE + first + b"\n" + LINE + mails([b"due\n"])[0])
        assert arrivals(file) == [first, mails([b"due\n"])[0]]

    @pytest.mark.parametrize("length", [b"2", b"99999", b"12"])
    def test_b23_a_length_that_does_not_hold_is_not_believed(self, tmp_path: Path, length: bytes) -> None:
        both = mails([b"Testo lungo abbastanza.\n", b"due\n"], head=HEAD + b"Content-Length: " + length + b"\n")
        file = tmp_path / "posta.mbox"
        file.write_bytes(b"".join(LINE + one + b"\n" for one in both))
        assert arrivals(file) == both

    @pytest.mark.parametrize(
        "line",
        [
            b"From - Tue Dec 01 10:30:00 2015\n",
            b"From ???@??? Tue Dec 01 10:30:00 2015\n",
            b"From prefettura.bl@interno.example Tue Dec  1 10:30:00 +0100 2015\n",
            b"From 1519@xxx Tue Dec 01 09:30:00 +0000 2015\n",
            b"From prefettura.bl@interno.example\n",
            b'From "Ufficio immigrazione" Tue Dec  1 10:30 2015\n',
        ],
        ids=["Thunderbird", "Eudora", "zone", "Takeout", "no date", "quoted"],
    )
    def test_b23_the_separators_of_other_programs(self, tmp_path: Path, line: bytes) -> None:
        both = mails([b"uno\n\nFrom qui in poi.\n", b"due\n"])
        file = tmp_path / "In.mbx"
        file.write_bytes(b"".join(line + one + b"\n" for one in both))
        assert arrivals(file) == both

    def test_b23_mails_without_an_empty_line_between_them(self, tmp_path: Path) -> None:
        both = mails([b"uno", b"due\n"])
        file = tmp_path / "posta.mbox"
        file.write_bytes(LINE + both[0] + b"\n" + LINE + both[1])
        assert [one.rstrip() for one in arrivals(file)] == [one.rstrip() for one in both]

    def test_b23_an_eml_that_holds_many_mails_is_divided_and_one_of_one_is_kept_as_it_is(self, tmp_path: Path) -> None:
        both = mails([b"uno\n", b"due\n"])
        many, one = tmp_path / "molti.eml", tmp_path / "uno.eml"
        many.write_bytes(b"".join(LINE + mail + b"\n" for mail in both))
        one.write_bytes(LINE + both[0])
        assert arrivals(many) == both
        assert arrivals(one) == [LINE + both[0]]

    def test_uw_imap_mbx(self, tmp_path: Path) -> None:
        both = [one.replace(b"\n", b"\r\n") for one in mails([b"uno\n\nFrom qui.\n", b"due\n"])]
        lines = [
            b" 1-Dec-2015 10:30:00 +0100,%d;00000000000%d-0000000%d\r\n" % (len(one), n, n)
            for n, one in enumerate(both, 1)
        ]
        file = tmp_path / "INBOX.mbx"
        file.write_bytes(
            b"*mbx*\r\n5651000100000002\r\n".ljust(2048, b"\0")
            + b"".join(line + one for line, one in zip(lines, both, strict=True))
        )
        assert arrivals(file) == both


def emlx(content: bytes) -> bytes:
    return (
        str(len(content)).encode()
        + b"\n"
        + content
        + b'<?xml version="1.0"?>\n<plist><dict><key>flags</key></dict></plist>\n'
    )


REPLY = mail("prefettura.belluno@interno.it", "Schede", "Si allega.", {"scheda.docx": SCHEDA}, date=DATE)


class TestPrograms:
    @pytest.mark.parametrize(
        "place", ["1.emlx", "Posta.mbox/Messages/88.emlx", "V2/IMAP/INBOX.mbox/Data/Messages/9.emlx"]
    )
    def test_b24_apple_mail(self, tmp_path: Path, place: str) -> None:
        file = tmp_path / place
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(emlx(REPLY))
        (tmp_path / "Info.plist").write_bytes(b"<plist/>")
        assert arrivals(tmp_path) == [REPLY]
        assert arrivals(file) == [REPLY]
        assert left_out(tmp_path) == []

    @pytest.mark.parametrize("number", ["2", "1.2"])
    def test_b24_attachments_that_apple_mail_keeps_beside_the_mail(self, app: App, tmp_path: Path, number: str) -> None:
        whole = REPLY
        head, _, tail = whole.partition(b"Content-Transfer-Encoding: base64\r\n")
        empty = (
            head
            + b"Content-Transfer-Encoding: base64\r\nX-Apple-Content-Length: 4711\r\n"
            + tail.partition(b"\r\n\r\n")[0]
            + b"\r\n\r\n\r\n--"
        )
        partial = empty + tail.rpartition(b"\r\n--")[2]
        folder = tmp_path / "INBOX.mbox" / "Messages"
        folder.mkdir(parents=True)
        (folder / "12.partial.emlx").write_bytes(emlx(partial))
        beside = tmp_path / "INBOX.mbox" / "Attachments" / "12" / number
        beside.mkdir(parents=True)
        (beside / "scheda.docx").write_bytes(SCHEDA)
        result = import_paths(app, [tmp_path])
        assert result.complete
        assert result.left_out == ()
        found = read_submission(app.originals.get(app.queries.sha256(1)), Limits())
        assert [scheda.campo for scheda in found.reading.schede] == [5]
        (beside / "scheda.docx").unlink()
        (original,) = arrivals(tmp_path)
        found = read_submission(original, Limits())
        assert found.verdict is MessageState.PARTIAL
        assert (ProblemCode.MISSING_ATTACHMENT, "scheda.docx") in {
            (problem.code, problem.document) for problem in found.problems
        }

    def test_b24_mails_of_outlook(self, tmp_path: Path) -> None:
        content = msg(
            subject="Schede",
            body="Si allega.",
            files={"scheda.docx": SCHEDA},
            sender=("Belluno", "prefettura.belluno@interno.it"),
        )
        assert isinstance(content, bytes)
        (tmp_path / "Schede.msg").write_bytes(content)
        (original,) = arrivals(tmp_path)
        found = read_submission(original, Limits())
        assert [scheda.campo for scheda in found.reading.schede] == [5]
        assert found.headers.sender.address == "prefettura.belluno@interno.it"

    def test_b24_a_damaged_mail_of_outlook_is_named(self) -> None:
        content = msg(subject="Schede", body="x" * 6000)
        assert isinstance(content, bytes)
        found = read_submission(content[:76] + b"\xff\xff\xff\x00" + content[80:], Limits())
        assert found.verdict is MessageState.FAILED
        assert {problem.code for problem in found.problems} >= {ProblemCode.UNREADABLE_DOCUMENT}

    @pytest.mark.parametrize("name", ["1", "17", "messaggio", "posta.txt"])
    def test_b24_mails_under_any_name_in_a_folder(self, tmp_path: Path, name: str) -> None:
        (tmp_path / name).write_bytes(REPLY)
        assert arrivals(tmp_path) == [REPLY]

    @pytest.mark.parametrize(
        ("name", "content", "words"),
        [
            ("posta.pst", b"!BDN" + bytes(600), "Outlook"),
            ("Posta in arrivo.dbx", b"\xcf\xad\x12\xfe" + bytes(600), "Outlook Express"),
            ("posta.zip", b"PK\x03\x04" + bytes(60), "unpack"),
            ("appunti.txt", b"Oggetto: niente posta\n\nSolo appunti.\n", "no mail"),
        ],
    )
    def test_b24_a_folder_with_nothing_taken_ends_with_an_error_and_names_the_file(
        self, command: Callable[..., Result], tmp_path: Path, name: str, content: bytes, words: str
    ) -> None:
        folder = tmp_path / "posta"
        folder.mkdir()
        (folder / name).write_bytes(content)
        done = command("import", str(folder), "--data-dir", str(tmp_path / "dati"))
        assert done.exit_code == 1
        assert name in done.output
        assert words in done.output

    def test_b24_what_is_left_beside_mails_is_named(self, app: App, tmp_path: Path) -> None:
        (tmp_path / "a.eml").write_bytes(REPLY)
        (tmp_path / "archivio.ost").write_bytes(b"!BDN" + bytes(600))
        (tmp_path / "foto.jpg").write_bytes(b"\xff\xd8\xff" + bytes(60))
        (tmp_path / "Inbox.msf").write_bytes(b"// index")
        (tmp_path / "desktop.ini").write_bytes(b"[.ShellClassInfo]")
        result = import_paths(app, [tmp_path])
        assert len(result.stored) == 1
        assert [Path(file.source).name for file in result.left_out] == ["archivio.ost", "foto.jpg"]
        assert not result.complete

    def test_b24_a_store_named_by_hand_is_not_taken_for_a_mail(self, app: App, tmp_path: Path) -> None:
        file = tmp_path / "posta.pst"
        file.write_bytes(b"!BDN" + bytes(600))
        result = import_paths(app, [file])
        assert result.stored == ()
        assert not result.complete

    def test_an_empty_folder_is_said(self, app: App, tmp_path: Path) -> None:
        assert import_paths(app, [tmp_path]).bare == (tmp_path,)

    def test_a_folder_of_maildir(self, tmp_path: Path) -> None:
        for name in ("cur", "new", "tmp"):
            (tmp_path / name).mkdir()
        (tmp_path / "cur" / "1.x:2,S").write_bytes(b"Subject: x\n\ny")
        (tmp_path / "dovecot-uidlist").write_bytes(b"3 V1")
        assert arrivals(tmp_path) == [b"Subject: x\n\ny"]
        assert left_out(tmp_path) == []
        assert count_files(tmp_path) == 2

    def test_a_path_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(UsageError):
            list(read_path(tmp_path / "niente"))
