"""The seed document in every form it can arrive in: two schede, campo 1 and 7, whole and clean."""

from datetime import UTC, datetime

import pytest

from config.limits import Limits
from jobs.demo.build import docx, mail, pdf
from jobs.pipeline import read_submission
from store.model import Submission
from tests.specimens.seed import DESCRIPTION_1, DESCRIPTION_7, FORM, REPLY, styled

DATE = datetime(2015, 12, 1, 9, 30, tzinfo=UTC)
LETTER = "Si trasmette quanto richiesto."


def read(files: dict[str, bytes] | None = None, text: str = LETTER) -> Submission:
    original = mail("mario.rossi@interno.it", "Buone pratiche", text, files, date=DATE)
    return read_submission(original, Limits())


MAILS = {
    "docx": lambda: read({"risposta.docx": docx(styled(REPLY))}),
    "pdf": lambda: read({"risposta.pdf": pdf(styled(REPLY))}),
    "body": lambda: read(text="\n\n".join(REPLY)),
    "pdf with the blank form as first page": lambda: read(
        {"tutto.pdf": pdf(styled(FORM + REPLY), break_before=[REPLY[0]])}
    ),
}


@pytest.mark.parametrize("shape", MAILS)
class TestTheReply:
    def test_holds_two_schede_with_their_campi(self, shape: str) -> None:
        schede = MAILS[shape]().reading.schede
        assert [scheda.campo for scheda in schede] == [1, 7]
        assert all(not scheda.needs_review for scheda in schede)

    def test_gives_the_descriptions_whole_and_clean(self, shape: str) -> None:
        first, second = MAILS[shape]().reading.schede
        assert first.description == DESCRIPTION_1
        assert second.description == DESCRIPTION_7

    def test_comes_from_cremona(self, shape: str) -> None:
        submission = MAILS[shape]()
        assert submission.reading.prefettura.sigla == "CR"
        assert {scheda.prefettura for scheda in submission.reading.schede} == {"CR"}

    def test_mentions_agreements_that_are_not_attached(self, shape: str) -> None:
        problems = MAILS[shape]().reading.problems
        assert {(problem.code, problem.campo) for problem in problems} == {
            ("protocol_mentioned_not_attached", 1),
            ("protocol_mentioned_not_attached", 7),
        }

    def test_is_a_submission_that_was_read_completely(self, shape: str) -> None:
        submission = MAILS[shape]()
        assert (submission.kind, submission.verdict) == ("submission", "done")

    def test_marks_nothing_unless_the_form_is_there(self, shape: str) -> None:
        assert MAILS[shape]().reading.marked_campi == (() if "form" in shape else None)


@pytest.mark.parametrize("name", ["form.docx", "form.pdf"])
def test_the_blank_form_alone_is_no_scheda(name: str) -> None:
    make = docx if name.endswith("docx") else pdf
    reading = read({name: make(styled(FORM))}).reading
    form = next(document for document in reading.documents if document.filename == name)
    assert form.kind == "blank_form"
    assert reading.schede == ()
    assert reading.marked_campi == ()
