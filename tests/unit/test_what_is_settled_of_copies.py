"""What persons settled or closed of a message holds for its copies too, whichever of them came first, and for nothing
else.
"""

from collections.abc import Callable
from datetime import timedelta

import pytest

from ingest.memory import MemoryMailbox
from jobs import decide
from jobs.app import App
from jobs.decide import Person
from jobs.demo.build import mail
from jobs.poll import poll
from jobs.process import process_due
from jobs.readers import InlineReader
from jobs.rerun import rerun
from store.selection import Selection
from store.shortfall import shortfalls
from tests.specimens.envelopes import DATE

ANNA = Person("Anna", "visto")
LODI, LECCO = "protocollo.preflo@pec.interno.it", "protocollo.preflc@pec.interno.it"
BROKEN, OTHER = b"PK\x03\x04 rotta", b"PK\x03\x04 altra"
TEXT = b"Campo 5: apprendimento della lingua italiana\n\nTrenta ospiti seguono ogni sera un corso di italiano."


def sent(day: int, files: dict[str, bytes], sender: str = LODI, text: str = "Si trasmette.") -> bytes:
    date = DATE + timedelta(days=day)
    return mail(sender, "buone pratiche", text, files, date=date)


#: What came first; what comes then; whether that is the same once more, as far as `a.docx` is concerned.
CASES: dict[str, tuple[bytes, bytes, bool]] = {
    "the same mail": (sent(0, {"a.docx": BROKEN}), sent(1, {"a.docx": BROKEN}), True),
    "the same bytes": (sent(0, {"a.docx": BROKEN}), sent(0, {"a.docx": BROKEN}), True),
    "under another name": (sent(0, {"a.docx": BROKEN}), sent(1, {"copia di a.docx": BROKEN}), True),
    "beside a practice": (
        sent(0, {"a.docx": BROKEN, "b.txt": TEXT}),
        sent(2, {"b.txt": TEXT, "a.docx": BROKEN}),
        True,
    ),
    "less of it": (sent(0, {"a.docx": BROKEN, "b.txt": TEXT}), sent(2, {"a.docx": BROKEN}), True),
    "another file of that name": (sent(0, {"a.docx": BROKEN}), sent(1, {"a.docx": OTHER}), False),
    "another office": (sent(0, {"a.docx": BROKEN}), sent(1, {"a.docx": BROKEN}, LECCO), False),
}


@pytest.fixture
def take_in(app: App) -> Callable[..., None]:
    came: list[bytes] = []

    def take(*mails: bytes) -> None:
        came.extend(mails)
        poll(app, MemoryMailbox(came))
        process_due(app, InlineReader(app.originals, app.settings.limits))

    return take


def unsolved(app: App) -> set[int | None]:
    return {item.message for item in shortfalls(app.database, Selection())}


def settle(app: App, message: int) -> int:
    (problem,) = [item.problem for item in shortfalls(app.database, Selection()) if item.message == message]
    assert problem is not None
    return decide.settle(app, problem, ANNA).number


def close(app: App, message: int) -> int:
    return decide.close(app, message, ANNA).number


@pytest.mark.parametrize("deciding", [settle, close])
@pytest.mark.parametrize("case", CASES)
def test_of_what_comes_again(
    app: App, take_in: Callable[..., None], case: str, deciding: Callable[[App, int], int]
) -> None:
    first, second, is_copy = CASES[case]
    take_in(first)
    number = deciding(app, 1)
    assert unsolved(app) == set()
    take_in(second)
    wanted = set() if is_copy else {2}
    assert unsolved(app) == wanted
    for message in (1, 2):
        rerun(app, InlineReader(app.originals, app.settings.limits), [message])
        assert unsolved(app) == wanted
    # What is taken back is taken back of both.
    decide.undo(app, number, ANNA)
    assert unsolved(app) == {1, 2}


def test_of_a_copy_that_was_there_before(app: App, take_in: Callable[..., None]) -> None:
    take_in(*CASES["under another name"][:2])
    settle(app, 2)
    for message in (1, 2):
        assert unsolved(app) == set()
        rerun(app, InlineReader(app.originals, app.settings.limits), [message])
    assert unsolved(app) == set()


def test_what_is_closed_of_a_part_is_not_closed_of_the_whole(app: App, take_in: Callable[..., None]) -> None:
    take_in(sent(0, {"a.docx": BROKEN}), sent(1, {"a.docx": BROKEN, "b.txt": TEXT, "c.docx": OTHER}))
    close(app, 1)
    assert unsolved(app) == {2}


def test_who_sent_it_is_settled_of_one_sender(app: App, take_in: Callable[..., None]) -> None:
    files = {"scheda.txt": TEXT}
    take_in(sent(0, files, "anna@example.org"))
    (doubt,) = app.reviews.doubts()
    decide.settle(app, doubt["problem_id"], ANNA)
    take_in(sent(1, files, "anna@example.org"), sent(2, files, "bruno@example.org"))
    assert 3 in {item["message_id"] for item in app.reviews.doubts()}
