"""What the sample mailbox must give, mail by mail, written down by hand from what each mail says."""

import pytest

from config.limits import Limits
from jobs.demo.sample import sample_mailbox
from jobs.pipeline import read_submission

MAILS = sample_mailbox()

#: (kind, state, office, campi of the schede, ticked campi or None, problem codes, agreements)
EXPECTED: list[tuple[str, str, str | None, list[int], list[int] | None, list[str], int]] = [
    ("submission", "done", "BG", [5, 9], None, [], 0),
    ("submission", "done", "RO", [4], None, [], 0),
    ("submission", "done", "FE", [10], [10], [], 0),
    ("submission", "done", "AN", [1, 7], None, [], 0),
    ("submission", "done", "CN", [3], None, [], 0),
    ("submission", "done", "MN", [7], None, [], 1),
    ("correspondence", "ignored", "TE", [], [], [], 0),
    ("submission", "done", "LE", [6], None, ["campo_conflict"], 0),
    ("receipt", "ignored", None, [], None, [], 0),
    ("auto_reply", "ignored", None, [], None, [], 0),
    ("correspondence", "ignored", "VV", [], None, [], 0),
    ("submission", "partial", "SV", [], None, ["encrypted_document"], 0),
    ("submission", "done", None, [6], None, ["unknown_sender"], 0),
    ("submission", "done", "UD", [8, 2], None, [], 0),
    ("submission", "done", "SI", [5], None, [], 0),
    ("submission", "done", "PZ", [4], [1, 4], ["marked_without_scheda"], 0),
    ("submission", "done", "LT", [11], None, [], 0),
    ("submission", "done", "VB", [3, 10], None, [], 0),
    ("correspondence", "ignored", "IS", [], None, [], 0),
    ("submission", "done", "NO", [5, 9], [5, 9], [], 0),
]


@pytest.mark.parametrize("number", range(len(EXPECTED)), ids=lambda number: str(number + 1))
@pytest.mark.parametrize("ends", [b"\r\n", b"\n"], ids=["CRLF", "LF"])
def test_a_mail_of_the_sample_mailbox(number: int, ends: bytes) -> None:
    submission = read_submission(MAILS[number].replace(b"\r\n", ends), Limits())
    reading = submission.reading
    found = (
        submission.kind, submission.verdict, reading.prefettura.sigla, [scheda.campo for scheda in reading.schede],
        None if reading.marked_campi is None else list(reading.marked_campi),
        [str(problem.code) for problem in reading.problems],
        len(reading.protocolli),
    )  # fmt: skip
    assert found == EXPECTED[number]


def test_every_mail_has_its_expectation() -> None:
    assert len(EXPECTED) == len(MAILS)


def test_the_same_mail_gives_the_same_value() -> None:
    for original in MAILS:
        assert read_submission(original, Limits()) == read_submission(original, Limits())


def test_the_agreement_of_mail_six() -> None:
    (agreement,) = read_submission(MAILS[5], Limits()).reading.protocolli
    assert agreement.kind == "protocollo_intesa"
    assert agreement.title.startswith("PROTOCOLLO D'INTESA per lo svolgimento di attività di volontariato")
    assert agreement.parties == ("Prefettura di Mantova", "Comune di Viadana", "Cooperativa sociale Il Ponte")
    assert str(agreement.signed_on) == "2015-05-14"
    assert len(agreement.schede) == 1
