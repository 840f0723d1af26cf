"""How sure it is who sent a message: what our own server says, what a PEC provider signed, what is only claimed."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from cryptography.hazmat.primitives import serialization

from config.errors import SettingsError
from config.limits import Limits
from config.settings import load
from config.trusted import NOBODY, Trusted
from config.vocabulary import Chain, Trust
from ingest.opening import open_message
from jobs.demo.build import docx, mail, paragraphs
from jobs.pipeline import read_submission
from store.model import Submission
from tests.specimens.envelopes import BOX, DATE, KEY, PROVIDER, authority, certificate, daticert, pec_mail, signed_mail
from tests.specimens.senders import made_at_home, shown_elsewhere

OFFICE, ORDINARY = "protocollo.prefvt@pec.interno.it", "prefettura.viterbo@interno.it"
OURS = Trusted(servers=("mx.interno.it", "mx2.interno.it"))
SCHEDA = (
    "# Scheda 5: Apprendimento della lingua italiana\n"
    "Tre volte la settimana gli insegnanti in pensione del quartiere tengono lezioni di italiano nella biblioteca "
    "comunale per gli "
    "ospiti dei centri, che alla fine sostengono un esame."
)


def written(sender: str = ORDINARY, text: str = "In allegato.", **options: Any) -> bytes:
    return mail(sender, "Schede", text, {"scheda.docx": docx(paragraphs(SCHEDA))}, date=DATE, **options)


def read(original: bytes, trusted: Trusted = NOBODY) -> Submission:
    return read_submission(original, Limits(), BOX, trusted=trusted)


def with_results(*fields: str, sender: str = ORDINARY) -> bytes:
    """A mail with these fields on top, the first one uppermost."""
    return "".join(f"Authentication-Results: {field}\r\n" for field in fields).encode() + written(sender)


def codes(submission: Submission) -> list[str]:
    return [problem.code for problem in (*submission.problems, *submission.reading.problems)]


class TestOurServer:
    @pytest.mark.parametrize(
        "said",
        [
            "mx.interno.it; dmarc=pass (p=reject) header.from=interno.it",
            "mx.interno.it; spf=pass smtp.mailfrom=prefettura.viterbo@interno.it",
            "MX.Interno.IT 1; dkim=pass (2048-bit key; unprotected) header.d=interno.it header.i=@interno.it "
            "header.b=abc",
            'mx2.interno.it; dkim=fail header.d=lista.example; spf=pass smtp.mailfrom="interno.it"',
            "mx.interno.it;\r\n\tdkim=pass header.d=mail.interno.it;\r\n\tspf=softfail smtp.mailfrom=altro.example",
        ],
    )
    def test_h15_an_aligned_pass_of_our_own_server_counts(self, said: str) -> None:
        found = read(with_results(said), OURS)
        assert found.trust is Trust.AUTHENTICATED
        assert "pass" in found.trust_reasons[0]
        assert "untrusted_sender" not in codes(found)

    @pytest.mark.parametrize(
        "said",
        [
            "mx.stranger.example; dmarc=pass header.from=interno.it",
            "mx.interno.it.stranger.example; dmarc=pass header.from=interno.it",
            "mx.interno.it; dkim=pass header.d=stranger.example",
            "mx.interno.it; spf=pass smtp.mailfrom=gino@stranger.example",
            "mx.interno.it; spf=pass smtp.helo=interno.it",
            "mx.interno.it; dkim=pass header.d=it",
            "mx.interno.it; dkim=pass header.d=finto-interno.it",
            "mx.interno.it; dmarc=pass header.from=stranger.example",
            "mx.interno.it; (dmarc=pass header.from=interno.it) none",
            'mx.interno.it; dkim=none; comment="dmarc=pass header.from=interno.it"',
            "mx.interno.it; dkim=pass",
            "",
            "dmarc=pass header.from=interno.it",
        ],
    )
    def test_h15_anything_else_leaves_a_plain_address(self, said: str) -> None:
        assert read(with_results(said), OURS).trust is Trust.OFFICE_ADDRESS

    def test_h15_nobody_is_believed_where_no_server_is_set(self) -> None:
        assert read(with_results("mx.interno.it; dmarc=pass header.from=interno.it")).trust is Trust.OFFICE_ADDRESS

    @pytest.mark.parametrize(
        "fields",
        [
            ("mx.interno.it; dmarc=fail header.from=interno.it",),
            ("mx.interno.it; spf=fail smtp.mailfrom=prefettura.viterbo@interno.it",),
            ("mx.interno.it; dkim=pass header.d=interno.it; dmarc=fail header.from=interno.it",),
            ("mx.interno.it; dmarc=fail header.from=interno.it", "mx.interno.it; dmarc=pass header.from=interno.it"),
        ],
    )
    def test_h15_what_our_server_refutes_is_only_claimed(self, fields: tuple[str, ...]) -> None:
        found = read(with_results(*fields), OURS)
        assert found.trust is Trust.CLAIMED
        assert "untrusted_sender" in codes(found)

    def test_h15_a_field_that_came_with_the_mail_lies_below_ours_and_does_not_count(self) -> None:
        forged = "mx.interno.it; dmarc=pass header.from=interno.it"
        assert read(with_results("mx.interno.it; dkim=none", forged), OURS).trust is Trust.OFFICE_ADDRESS

    @pytest.mark.parametrize("extra", [b"From: gino@stranger.example\r\n", b"From: Gino\r\n"])
    def test_h15_several_senders_are_none(self, extra: bytes) -> None:
        found = with_results("mx.interno.it; dmarc=pass header.from=interno.it")
        head, _, body = found.partition(b"To: ")
        assert read(head + extra + b"To: " + body, OURS).trust is Trust.CLAIMED

    def test_h15_an_authenticated_stranger_is_no_office(self) -> None:
        said = "mx.interno.it; dmarc=pass header.from=coop.example"
        found = read(with_results(said, sender="Prefettura di Viterbo <info@coop.example>"), OURS)
        assert (found.reading.prefettura.sigla, found.trust) == ("VT", Trust.CLAIMED)

    def test_h15_an_endless_field_takes_no_time_and_proves_nothing(self) -> None:
        for said in (
            "mx.interno.it; " + "(" * 60_000,
            "mx.interno.it; " + "dkim=pass header.d=a.example; " * 5000,
            "mx " * 50_000,
        ):
            assert read(with_results(said), OURS).trust is not Trust.AUTHENTICATED


class TestProviders:
    def test_h15_an_intact_envelope_certifies(self) -> None:
        found = read(pec_mail(written(OFFICE), OFFICE))
        assert found.trust is Trust.CERTIFIED
        assert found.arrived == datetime(2015, 12, 1, 9, 31, 7, tzinfo=UTC)
        assert codes(found) == []

    @pytest.mark.parametrize(
        "original",
        [
            pec_mail(written(OFFICE), OFFICE, sign=False),
            pec_mail(written(OFFICE), OFFICE, sign=False, data=None),
            pec_mail(written(OFFICE), "gino@pec.example"),
            pec_mail(written(OFFICE), OFFICE, data=None),
            pec_mail(written(OFFICE), OFFICE, data=daticert(OFFICE, kind="accettazione")),
            pec_mail(written(OFFICE), OFFICE).replace(b"Messaggio di posta", b"Messaggio  di posta", 1),
            made_at_home(pec_mail(written(OFFICE), OFFICE), written(OFFICE), daticert(OFFICE)),
            shown_elsewhere(pec_mail(written(OFFICE, "Vero."), OFFICE), written(OFFICE)),
        ],
        ids=[
            "unsigned",
            "unsigned-bare",
            "of-another",
            "no-data",
            "wrong-kind",
            "altered",
            "beside-a-true-one",
            "shown-elsewhere",
        ],
    )
    def test_h15_a_home_made_envelope_is_only_claimed(self, original: bytes) -> None:
        found = read(original)
        assert (found.reading.prefettura.sigla, found.trust) == ("VT", Trust.CLAIMED)
        assert "untrusted_sender" in codes(found)
        assert found.trust_reasons[0]

    def test_h15_a_part_behind_the_signature_is_not_signed(self) -> None:
        true = pec_mail(written(OFFICE), OFFICE)
        mark = true.rpartition(b"\r\n--")[2]
        last = b"\r\n--" + mark.partition(b"--")[0]
        added = (
            true[: true.rindex(last)]
            + last
            + b"\r\nContent-Type: text/plain; name=altra.txt\r\n\r\nUna riga.\r\n"
            + last
            + b"--\r\n"
        )
        assert read(added).trust is Trust.CLAIMED

    @pytest.mark.parametrize(
        ("address", "trust"),
        [("gino@posta.example", Trust.CLAIMED), ("posta-certificata@pec.gestore.example", Trust.CERTIFIED)],
    )
    def test_h15_a_certificate_is_for_one_sender(self, address: str, trust: Trust) -> None:
        head, _, entity = pec_mail(written(OFFICE), OFFICE, sign=False).partition(b"MIME-Version: 1.0\r\n")
        header = dict(line.split(": ", 1) for line in head.decode().splitlines())
        original = signed_mail(entity.removesuffix(b"\r\n"), header, certificate("Chi firma", address=address))
        assert read(original).trust is trust

    @pytest.mark.parametrize(
        ("authorities", "chain", "trust"),
        [
            (authority(), Chain.KNOWN, Trust.CERTIFIED),
            (PROVIDER.public_bytes(serialization.Encoding.PEM), Chain.KNOWN, Trust.CERTIFIED),
            (authority(key=KEY), Chain.UNKNOWN, Trust.CLAIMED),
            (authority(may_issue=False), Chain.UNKNOWN, Trust.CLAIMED),
            (b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", Chain.UNKNOWN, Trust.CLAIMED),
            (b"", Chain.NOT_CHECKED, Trust.CERTIFIED),
        ],
        ids=["issuer", "the-certificate-itself", "same-name-other-key", "no-authority", "damaged", "none-set"],
    )
    def test_h15_where_authorities_are_set_only_theirs_count(
        self, authorities: bytes, chain: Chain, trust: Trust
    ) -> None:
        found = read(pec_mail(written(OFFICE), OFFICE), Trusted(authorities=authorities))
        assert (found.certifications[0].chain, found.trust) == (chain, trust)

    def test_h15_a_certificate_that_was_not_valid_then_does_not_count(self) -> None:
        data = daticert(OFFICE).replace(b"01/12/2015", b"01/12/2025")
        found = read(pec_mail(written(OFFICE), OFFICE, data=data), Trusted(authorities=authority()))
        assert found.trust is Trust.CLAIMED

    def test_h15_what_somebody_passes_on_is_not_certified_by_what_is_in_it(self) -> None:
        message = mail(
            "gino@posta.example",
            "I: schede",
            "Inoltro.",
            {"originale.eml": pec_mail(written(OFFICE), OFFICE)},
            date=DATE,
        )
        assert read(message).trust is Trust.CLAIMED


class TestArrival:
    def test_h15_the_topmost_server_says_when_it_arrived_not_the_date(self) -> None:
        stamps = (
            b"Received: from a by mx.interno.it; Thu, 03 Dec 2015 08:00:00 +0100\r\n"
            b"Received: from home by a; Sun, 01 Nov 2015 08:00:00 +0100\r\n"
        )
        assert read(stamps + written()).arrived == datetime(2015, 12, 3, 7, tzinfo=UTC)

    def test_h15_a_date_alone_is_no_arrival(self) -> None:
        assert read(written()).arrived is None

    def test_h15_stamps_inside_say_nothing(self) -> None:
        inner = b"Received: from a by b; Thu, 03 Dec 2015 08:00:00 +0100\r\n" + written(OFFICE)
        assert open_message(pec_mail(inner, OFFICE), Limits()).received is None


class TestCommands:
    @pytest.fixture
    def run(self, command: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
        monkeypatch.setenv("RACCOLTA_DATA_DIR", str(tmp_path / "data"))
        monkeypatch.setenv("RACCOLTA_WORKERS", "1")
        first = written(OFFICE)
        second = mail(
            "Prefettura di Viterbo <gino@posta.example>", "Rettifica", "La scheda allegata sostituisce la precedente.",
            {"scheda.docx": docx(paragraphs(SCHEDA.replace("Tre volte", "Due volte")))}, date=DATE + timedelta(days=2),
        )  # fmt: skip
        for number, original in enumerate((first, second), 1):
            (tmp_path / f"{number}.eml").write_bytes(original)
        files = [str(tmp_path / "1.eml"), str(tmp_path / "2.eml")]
        assert command("import", *files).exit_code == 0
        return command

    def test_h15_review_lists_shows_and_decides(self, run: Any) -> None:
        def told(*arguments: str) -> str:
            result: Result = run(*arguments)
            assert result.exit_code == 0, result.output
            return " ".join(result.output.split())

        assert "1 link between messages to decide" in told("status")
        assert "1 claimed, 1 office_address" in told("status")
        assert "proposes supersedes of message 1" in told("show", "2")
        assert "trust claimed: it is sent by gino@posta.example" in told("show", "2")
        assert "supersedes" in told("review")
        assert '"what": "proposal"' in told("review", "--json")
        assert "refused" in told("review", "link", "2", "1", "--refuse", "--note", "telefonato")
        assert "links between messages to decide" not in told("status")
        assert "undecided again" in told("review", "link", "2", "1", "--undo")
        assert "supersedes holds" in told("review", "link", "2", "1", "--accept")
        assert "belongs to message 1: supersedes" in told("show", "2")

    @pytest.mark.parametrize(
        "arguments", [("1", "2", "--accept"), ("2", "1"), ("9", "8", "--undo"), ("2", "7", "--refuse")]
    )
    def test_h15_what_was_not_proposed_cannot_be_decided(self, run: Any, arguments: tuple[str, ...]) -> None:
        assert run("review", "link", *arguments).exit_code != 0


def test_h15_an_authorities_file_that_is_not_there_stops_with_a_sentence(tmp_path: Path) -> None:
    settings = load({}, pec_ca_file=tmp_path / "none.pem")
    with pytest.raises(SettingsError, match=r"PEC_CA_FILE names .*, which cannot be read: No such file"):
        _ = settings.trusted
