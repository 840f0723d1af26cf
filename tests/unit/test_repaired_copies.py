"""A copy that can be read comes after one that could not: it is proposed, a person decides, and what was lost is made
good. By file name, by an answer, by the rest of the reply, from the mailbox or from disk.
"""

from collections.abc import Callable

import pytest

from config.vocabulary import LinkKind
from ingest.model import Arrival
from jobs.app import App
from jobs.causes import causes
from jobs.demo.build import archive
from jobs.process import process_due
from jobs.readers import InlineReader
from jobs.rerun import rerun
from store.letters import Asked
from store.selection import ALL
from store.shortfall import shortfalls
from tests.specimens.envelopes import segnatura
from tests.unit.test_links import COURSES, LODI, NETWORK, VOLUNTEERS, in_force, links, sent, settings, store, word

__all__ = ["settings"]

BROKEN = b"PK\x03\x04 rotto"
ONE = {"scheda lingua.docx": BROKEN}
TWO = {"rete.docx": word(NETWORK), "scheda lingua.docx": BROKEN}
IMAGE = {"scheda.pdf": b"%PDF-1.4 rotto", "altro.docx": BROKEN}


def mail(number: int, files: dict[str, bytes], text: str = "Si trasmette.", **options: object) -> bytes:
    return sent(number, "Buone pratiche", text, files=files, **options)  # type: ignore[arg-type]


def answering(first: bytes) -> dict[str, str]:
    import email

    return {"In-Reply-To": str(email.message_from_bytes(first)["Message-ID"])}


def proposed(app: App) -> list[tuple[int, int, str]]:
    return [(item["message_id"], item["other_id"], item["kind"]) for item in app.proposals.waiting()]


def lost(app: App) -> set[tuple[int | None, str | None]]:
    found = causes(shortfalls(app.database, ALL), app.settings)
    return {(item.message, item.path) for cause in found for item in cause.found}


#: What came first, and what comes again.
COPIES: dict[str, tuple[dict[str, bytes], Callable[[bytes], bytes]]] = {
    "same_name": (ONE, lambda first: mail(1, {"scheda lingua.docx": word(COURSES)})),
    "same_name_other_format": (ONE, lambda first: mail(1, {"Scheda_Lingua.rtf": rtf(COURSES)})),
    "name_of_a_second_copy": (ONE, lambda first: mail(1, {"scheda lingua (1).docx": word(COURSES)})),
    "in_an_archive": (ONE, lambda first: mail(1, {"tutto.zip": archive({"scheda lingua.docx": word(COURSES)})})),
    "damaged_archive": (
        {"schede.zip": BROKEN}, lambda first: mail(1, {"schede.zip": archive({"lingua.docx": word(COURSES)})}),
    ),
    "answer": (ONE, lambda first: mail(1, {"nuova.docx": word(COURSES)}, "Come richiesto.", headers=answering(first))),
    "whole_reply_again": (
        TWO, lambda first: mail(1, {"rete.docx": word(NETWORK), "lingua leggibile.docx": word(COURSES)}),
    ),
}  # fmt: skip


def rtf(text: str) -> bytes:
    return (r"{\rtf1\ansi " + text.replace("\n", r"\par ") + "}").encode("ascii")


@pytest.mark.parametrize("name", COPIES)
@pytest.mark.parametrize("imported", [False, True], ids=["mailbox", "import"])
def test_it_is_proposed_and_accepted_makes_good_what_was_lost(app: App, name: str, imported: bool) -> None:
    files, copy = COPIES[name]
    first = mail(0, files)
    mails = [first, copy(first)]
    if imported:
        for number, original in enumerate(mails):
            app.messages.arrive(Arrival(original, f"{number}.eml"), app.originals.put(original), None, app.clock())
        process_due(app, InlineReader(app.originals, app.settings.limits))
    else:
        store(app, *mails)
    assert proposed(app) == [(2, 1, "repairs")]
    assert {number for number, _ in lost(app)} == {1}, "nothing is made good by itself"

    kind = app.proposals.decide(2, 1, accepted=True, who="Anna", now=app.clock()).kind
    assert (kind, proposed(app), lost(app)) == ("repairs", [], set())
    assert (2, 1, LinkKind.REPAIRS) in links(app)
    assert app.queries.overview()["unread"] == 0
    # Each practice counts once, whether the first message already told it or not.
    campi = [campo for _, campo in in_force(app)]
    assert sorted(campi) == sorted(set(campi))
    assert 5 in campi
    rerun(app, InlineReader(app.originals, app.settings.limits), [1, 2])
    assert (proposed(app), lost(app)) == ([], set())

    app.proposals.undo(2, 1)
    assert proposed(app) == [(2, 1, "repairs")]
    assert {number for number, _ in lost(app)} == {1}


def test_a_refused_one_is_not_proposed_again(app: App) -> None:
    store(app, mail(0, ONE), mail(1, {"scheda lingua.docx": word(COURSES)}))
    app.proposals.decide(2, 1, accepted=False, who="Anna", now=app.clock())
    rerun(app, InlineReader(app.originals, app.settings.limits), [1, 2])
    assert (proposed(app), links(app)) == ([], [])
    assert {number for number, _ in lost(app)} == {1}


def test_only_what_it_brings_is_made_good(app: App) -> None:
    store(app, mail(0, IMAGE), mail(1, {"altro.docx": word(COURSES)}))
    app.proposals.decide(2, 1, accepted=True, who="Anna", now=app.clock())
    assert lost(app) == {(1, "scheda.pdf")}


@pytest.mark.parametrize("later", [
    mail(1, {"scheda lingua.docx": word(COURSES)}, sender=LODI),
    mail(1, {"scheda lingua.docx": BROKEN + b"!"}),
    mail(1, {"volontari.docx": word(VOLUNTEERS)}),
    mail(1, {}, "Si ringrazia."),
], ids=["another office", "damaged again", "something else", "nothing"])  # fmt: skip
def test_what_repairs_nothing_proposes_nothing(app: App, later: bytes) -> None:
    store(app, mail(0, ONE), later)
    assert proposed(app) == []


def test_it_is_found_when_the_damaged_one_is_stored_after_it(app: App) -> None:
    store(app, mail(1, {"scheda lingua.docx": word(COURSES)}), mail(0, ONE))
    assert proposed(app) == [(1, 2, "repairs")]


def test_the_whole_reply_again_is_found_when_the_damaged_one_is_stored_after_it(app: App) -> None:
    again = {"rete.docx": word(NETWORK), "lingua leggibile.docx": word(COURSES)}
    store(app, mail(1, again), mail(0, TWO))
    assert proposed(app) == [(1, 2, "repairs")]


#: The sigla and number under which a letter is put on record late, and whether the answer is found by it then.
LATE_LETTERS = (
    ("CR", "100", True),
    ("CR", "0100", True),
    ("CR", "100/2015", True),
    ("LO", "100", False),
    ("CR", "101", False),
)


@pytest.mark.parametrize(("sigla", "protocol", "found"), LATE_LETTERS)
def test_an_answer_to_a_letter_that_is_put_on_record_late_is_found_at_the_next_reading(
    app: App, sigla: str, protocol: str, found: bool
) -> None:
    """Nothing but the protocol of the letter joins the two, and when the answer was read nobody knew the letter."""
    answer = {"nuova.docx": word(COURSES), "Segnatura.xml": segnatura(number="0001234", earlier="0000100")}
    store(app, mail(0, ONE), mail(60, answer))
    assert proposed(app) == []
    asked = (Asked(1, "unreadable_document", None, "«scheda lingua.docx»"),)
    app.letters.keep(sigla, protocol, asked, "Anna", app.clock(), None)
    rerun(app, InlineReader(app.originals, app.settings.limits), [1])
    assert proposed(app) == ([(2, 1, "repairs")] if found else [])
