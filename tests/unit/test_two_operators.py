"""Two persons at once: the second is told who was first and changes nothing, unless they say something else."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config.errors import NotFoundError, UsageError
from config.settings import load
from config.vocabulary import ProtocolloKind
from ingest.memory import MemoryMailbox
from jobs import decide
from jobs.app import App, assemble
from jobs.decide import AgreementFacts, Decided, Person
from jobs.demo.build import docx, mail
from jobs.language.words import retell, use
from jobs.poll import poll
from jobs.process import process_due
from jobs.readers import InlineReader
from jobs.rerun import rerun
from store import schema
from store.database import Database
from store.originals import OriginalsOnDisk
from tests.specimens.envelopes import DATE
from tests.unit.test_decisions_about_agreements import ACT
from tests.unit.test_impostors import ATTACKS, pec, take, true
from tests.unit.test_persons import CHOIR, COURSES, GARDEN, LANGUAGE, VOLUNTEERS

ANNA, BRUNO = Person("Anna", "visto"), Person("Bruno")
TWO = docx([("bold", LANGUAGE), ("text", COURSES), ("bold", VOLUNTEERS), ("text", GARDEN), ("text", CHOIR)])
MAILS = (
    mail("protocollo.prefve@pec.interno.it", "due", "Si trasmette.", {"s.docx": TWO, "atto.docx": ACT}, date=DATE),
    mail("protocollo.prefcr@pec.interno.it", "rotta", "Si trasmette.", {"s.docx": b"PK\x03\x04 rotto"}, date=DATE),
)


def again(app: App, number: int = 1) -> None:
    rerun(app, InlineReader(app.originals, app.settings.limits), [number])


@pytest.fixture
def read(app: App) -> App:
    poll(app, MemoryMailbox(MAILS))
    process_due(app, InlineReader(app.originals, app.settings.limits))
    message = app.queries.message(1)
    assert [scheda["campo"] for scheda in message["schede"]] == [5, 7]
    assert len(message["protocolli"]) == 1
    return app


def unreadable(app: App) -> int:
    """The problem of the second message, also where it is settled and no longer listed."""
    with app.database.read() as connection:
        found = connection.exec_driver_sql("SELECT id FROM problems WHERE code = 'unreadable_document'")
        return int(found.scalar_one())


#: Every decision that a second person may make again.
SAME: dict[str, Callable[[App, Path, Person], Decided]] = {
    "accept": lambda app, _, by: decide.campo(app, 1, None, by),
    "set": lambda app, _, by: decide.campo(app, 1, 9, by),
    "reject": lambda app, _, by: decide.reject(app, 2, by),
    "split": lambda app, _, by: decide.split(app, 2, "Un coro", by),
    "merge": lambda app, _, by: decide.merge(app, 1, 2, by),
    "office": lambda app, _, by: decide.of_office(app, 2, "CR", by),
    "settle": lambda app, _, by: decide.settle(app, unreadable(app), by),
    "close": lambda app, _, by: decide.close(app, 2, by),
    "limit": lambda app, _, by: decide.limit(app, 2, "file_bytes=1000", by),
    "facts": lambda app, _, by: decide.agreement(app, 1, AgreementFacts(title="Un altro titolo"), by),
    "no agreement": lambda app, _, by: decide.agreement(app, 1, AgreementFacts(), by, rejected=True),
    "replace": lambda app, copy, by: decide.replace(app, 2, "s.docx", copy, by),
}


@pytest.mark.parametrize("what", SAME)
def test_the_second_is_told_who_was_first_and_nothing_is_decided_twice(read: App, tmp_path: Path, what: str) -> None:
    copy = tmp_path / "copia.docx"
    copy.write_bytes(TWO)
    first = SAME[what](read, copy, ANNA)
    assert first.is_new
    for second in (Person("Bruno"), Person("Carla")):
        if first.reread or second.name == "Carla":
            again(read, first.message)
        late = SAME[what](read, copy, second)
        assert (late.number, late.is_new, late.reread) == (first.number, False, False)
        assert "as Anna decided on 20" in late.say
        assert "nothing changed" in late.say
    assert [decision["decided_by"] for decision in read.queries.message(first.message)["decisions"]] == ["Anna"]


def test_a_decision_that_differs_counts_and_says_whose_it_replaces(read: App) -> None:
    decide.campo(read, 1, 9, ANNA)
    second = decide.campo(read, 1, 8, BRUNO)
    assert second.is_new
    assert "in place of what Anna decided on 20" in second.say
    assert read.queries.message(1)["schede"][0]["campo"] == 8
    # Who accepts does not undo what was set.
    assert "as Bruno decided" in decide.campo(read, 1, None, ANNA).say
    decide.of_office(read, 2, "CR", ANNA)
    assert "in place of what Anna" in decide.of_office(read, 2, "BG", BRUNO).say
    # What Anna said first is said anew, and counts.
    assert decide.of_office(read, 2, "CR", ANNA).is_new


def test_what_was_taken_back_can_be_decided_again(read: App) -> None:
    first = decide.close(read, 2, ANNA)
    decide.undo(read, first.number, BRUNO)
    with pytest.raises(UsageError, match="taken back already, by Bruno on 20"):
        decide.undo(read, first.number, ANNA)
    assert decide.close(read, 2, BRUNO).is_new


def test_split_made_one_and_split_again_is_three_decisions(read: App) -> None:
    decide.split(read, 2, "Un coro", ANNA)
    again(read)
    part = read.queries.message(1)["schede"][-1]["id"]
    decide.merge(read, 2, part, ANNA)
    again(read)
    third = decide.split(read, 2, "Un coro", BRUNO)
    assert third.is_new
    again(read)
    assert [s["description"] for s in read.queries.message(1)["schede"]] == [COURSES, GARDEN, CHOIR]


def test_a_scheda_that_somebody_ended_is_told_with_who_and_when(read: App) -> None:
    first = decide.reject(read, 2, ANNA)
    again(read)
    late: tuple[Callable[[], Decided], ...] = (
        lambda: decide.campo(read, 2, 9, BRUNO),
        lambda: decide.split(read, 2, "Un coro", BRUNO),
        lambda: decide.merge(read, 1, 2, BRUNO),
    )
    for verb in late:
        with pytest.raises(NotFoundError) as raised:
            verb()
        assert str(raised.value).startswith("there is no scheda 2 any more: reject, as Anna decided on 20")
        assert str(raised.value).endswith(f"(decision {first.number})")
    with pytest.raises(NotFoundError) as unknown:
        decide.reject(read, 99, BRUNO)
    assert str(unknown.value) == "there is no scheda 99"


def test_a_proposal_is_answered_once(app: App) -> None:
    take(app, pec(true(), 0), ATTACKS["display_name"](3))
    (proposed,) = app.proposals.waiting()
    message, other = proposed["message_id"], proposed["other_id"]
    decide.link(app, message, other, "accept", ANNA)
    assert "as Anna decided on 20" in decide.link(app, message, other, "accept", BRUNO).say
    refused = decide.link(app, message, other, "refuse", BRUNO)
    assert (refused.is_new, "in place of what Anna decided" in refused.say) == (True, True)


def test_it_is_told_in_italian_too(read: App) -> None:
    decide.reject(read, 2, ANNA)
    again(read)
    use("it")
    try:
        assert retell(decide.reject(read, 2, BRUNO).say).startswith(
            "scheda 2: non è una pratica, come già deciso da Anna il 20"
        )
        with pytest.raises(NotFoundError) as raised:
            decide.campo(read, 2, 9, BRUNO)
        assert "non c'è una scheda 2 (non più)" in retell(str(raised.value))
    finally:
        use("en")


@pytest.fixture
def on_disk(tmp_path: Path) -> Iterator[App]:
    settings = load({}, data_dir=tmp_path / "data")
    database = Database(settings.resolved_database_url)
    schema.upgrade(database)
    yield assemble(settings, database, OriginalsOnDisk(settings.data_dir / "originals"))
    database.close()


def test_of_many_who_decide_at_the_same_moment_one_is_the_first(on_disk: App) -> None:
    poll(on_disk, MemoryMailbox(MAILS))
    process_due(on_disk, InlineReader(on_disk.originals, on_disk.settings.limits))
    start, made = threading.Barrier(6), []

    def person(name: str) -> None:
        start.wait()
        made.append(decide.close(on_disk, 2, Person(name, "visto")))
        made.append(decide.campo(on_disk, 1, 9, Person(name)))

    persons = [threading.Thread(target=person, args=(f"p{number}",)) for number in range(6)]
    for one in persons:
        one.start()
    for one in persons:
        one.join()
    assert len(made) == 12
    assert sorted(decided.is_new for decided in made) == [False] * 10 + [True] * 2
    assert [len(on_disk.queries.message(number)["decisions"]) for number in (1, 2)] == [1, 1]


def test_facts_of_an_agreement_add_up(read: App) -> None:
    decide.agreement(read, 1, AgreementFacts(title="Un altro titolo"), ANNA)
    second = decide.agreement(read, 1, AgreementFacts(kind=ProtocolloKind.ACCORDO), BRUNO)
    assert (second.is_new, "in place of" in second.say) == (True, False)
    again(read)
    (act,) = read.queries.message(1)["protocolli"]
    assert (act["title"], act["kind"]) == ("Un altro titolo", "accordo")
