"""Kind 1: two records of one document never share a key, and a person's decision follows its record."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from config.limits import Limits
from config.trusted import NOBODY
from ingest.memory import MemoryMailbox
from jobs import decide
from jobs.app import App
from jobs.decide import Person
from jobs.demo.build import docx, mail
from jobs.pipeline import _opener, _Terms, read_submission
from jobs.poll import poll
from jobs.process import process_due
from jobs.readers import InlineReader
from parsers.model import Enclosure
from store.matching import Item, same_records
from store.model import Submission

DATE = datetime(2016, 1, 5, tzinfo=UTC)
BEGINNING = "La Prefettura di Macerata, in collaborazione con il Comune capoluogo e le associazioni del territorio,"
GARDEN = f"{BEGINNING} ha aperto un orto in cui richiedenti asilo e pensionati coltivano insieme ogni mattina."
SCHOOL = (
    f"{BEGINNING} ha avviato corsi serali di italiano nelle aule della scuola media, con otto insegnanti volontari."
)
MUSIC = f"{BEGINNING} ha raccolto strumenti usati e fondato una banda in cui suonano ragazzi di sei paesi."
LABEL = (
    "Ente proponente: Comune di Sarnano, Ufficio servizi sociali e politiche della famiglia, via Roma 12, piano "
    "secondo."
)


def sheet(*practices: tuple[str, str]) -> bytes:
    return docx(
        [
            line
            for heading, text in practices
            for line in (("bold", heading), *(("text", part) for part in text.split("\n")))
        ]
    )


def reply(content: bytes) -> bytes:
    return mail(
        "protocollo.prefmc@pec.interno.it", "Circolare 5973", "Si trasmette.", {"schede.docx": content}, date=DATE
    )


def stored(app: App, original: bytes) -> dict:  # type: ignore[type-arg]  # JSON of store.queries
    poll(app, MemoryMailbox([original]))
    assert process_due(app, InlineReader(app.originals, app.settings.limits)).total == 1
    return next(app.queries.messages())


@pytest.mark.parametrize(
    "practices",
    [
        (("Campo 7", GARDEN), ("Campo 5", SCHOOL)),
        (("Campo 5", SCHOOL), ("Campo 5", SCHOOL)),
        (("Campo 5", f"{LABEL}\n{SCHOOL}"), ("Campo 7", f"{LABEL}\n{GARDEN}"), ("Campo 9", f"{LABEL}\n{MUSIC}")),
        (("Campi 5 e 9", SCHOOL), ("Campo 9", SCHOOL)),
        (("Campo 11", MUSIC), ("Campo 11", MUSIC.upper()), ("Campo 11", f"{MUSIC} ")),
    ],
    ids=["same beginning", "same text and campo", "same label", "same text in two campi", "same but for case"],
)
def test_f01_schede_that_begin_alike_are_all_stored(app: App, practices: tuple[tuple[str, str], ...]) -> None:
    message = stored(app, reply(sheet(*practices)))
    assert message["status"] == "done"
    assert len(message["schede"]) == sum(heading.count(" e ") + 1 for heading, _ in practices)


def keys(content: bytes) -> dict[str, str]:
    return {f"{s.campo} {s.description}": s.key for s in read_submission(reply(content), Limits()).reading.schede}


def test_f01_a_key_is_unique_and_the_same_at_every_reading() -> None:
    content = sheet(("Campo 7", GARDEN), ("Campo 5", SCHOOL), ("Campo 5", MUSIC))
    once = keys(content)
    assert len(set(once.values())) == 3
    assert keys(content) == once


def reading(*practices: tuple[str, str]) -> Submission:
    return read_submission(reply(sheet(*practices)), Limits())


@pytest.mark.parametrize(
    "later",
    [
        (("Campo 11", MUSIC), ("Campo 7", GARDEN), ("Campo 5", SCHOOL)),
        (("Campo 5", SCHOOL),),
        (("Campo 7", GARDEN), ("Campo 5", f"{SCHOOL} Le lezioni sono gratuite e durano due ore.")),
        (("Campo 5", SCHOOL), ("Campo 7", GARDEN)),
        (("Campo 7", GARDEN), ("Campo 4", SCHOOL)),
    ],
    ids=[
        "a neighbour appears before",
        "a neighbour vanishes",
        "its text grows",
        "order changes",
        "its campo is read otherwise",
    ],
)
def test_f01_a_decision_follows_its_scheda(
    app: App, monkeypatch: pytest.MonkeyPatch, later: tuple[tuple[str, str], ...]
) -> None:
    """The file stays, another version of the understanding reads other schede from it."""
    message = stored(app, reply(sheet(("Campo 7", GARDEN), ("Campo 5", SCHOOL))))
    (school,) = [scheda for scheda in message["schede"] if scheda["campo"] == 5]
    decide.campo(app, school["id"], 9, Person("anna"))
    after = reading(*later)
    monkeypatch.setattr("jobs.reading.read_submission", lambda *_, **__: after)
    process_due(app, InlineReader(app.originals, app.settings.limits), only=[message["id"]])
    schede = app.queries.message(message["id"])["schede"]
    decided = {
        scheda["description"][:200]: (scheda["id"], scheda["campo"])
        for scheda in schede
        if scheda["method"] == "operator"
    }
    assert list(decided.values()) == [(school["id"], 9)]
    assert next(iter(decided)).startswith(SCHOOL[:150])
    assert len(schede) == len(later)


def test_f01_a_decision_whose_scheda_is_gone_waits_for_it(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    original = reply(sheet(("Campo 7", GARDEN), ("Campo 5", SCHOOL)))
    message = stored(app, original)
    decide.campo(app, message["schede"][1]["id"], 9, Person("anna"))
    reader, same = InlineReader(app.originals, app.settings.limits), read_submission(original, Limits())
    gone = replace(same, reading=replace(same.reading, schede=same.reading.schede[:1]))
    for submission, orphans, campi in ((gone, 1, [7]), (same, 0, [7, 9])):
        monkeypatch.setattr("jobs.reading.read_submission", lambda *_, read=submission, **__: read)
        process_due(app, reader, only=[message["id"]])
        assert app.queries.overview()["decisions_without_scheda"] == orphans
        assert [scheda["campo"] for scheda in app.queries.message(message["id"])["schede"]] == campi


def test_f01_a_decision_whose_scheda_is_gone_is_listed_and_can_be_taken_back(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = reply(sheet(("Campo 7", GARDEN), ("Campo 5", SCHOOL)))
    message = stored(app, original)
    by = decide.Person("Anna", "")
    kept, lost = (
        decide.campo(app, scheda["id"], campo, by).number
        for scheda, campo in zip(message["schede"], (8, 9), strict=True)
    )
    same = read_submission(original, Limits())
    gone = replace(same, reading=replace(same.reading, schede=same.reading.schede[:1]))
    monkeypatch.setattr("jobs.reading.read_submission", lambda *_, **__: gone)
    process_due(app, InlineReader(app.originals, app.settings.limits), only=[message["id"]])
    assert [(found["decision_id"], found["decided_by"]) for found in app.reviews.fitting_nothing()] == [(lost, "Anna")]
    assert app.queries.overview()["decisions_without_scheda"] == 1
    decide.undo(app, lost, by)
    assert (app.reviews.fitting_nothing(), app.queries.overview()["decisions_without_scheda"]) == ([], 0)
    assert [scheda["campo"] for scheda in app.queries.message(message["id"])["schede"]] == [8], kept


def test_f01_a_decision_is_never_given_to_another_practice() -> None:
    assert (
        same_records(
            [Item("a", "f.docx", 5, SCHOOL)], [Item("b", "f.docx", 5, "Uno sportello aperto il lunedì in questura.")]
        )
        == {}
    )
    assert same_records([Item("a", "f.docx", 5, SCHOOL)], [Item("b", "g.docx", 7, f"{SCHOOL} Così dal 2014.")]) == {
        "b": "a"
    }
    assert same_records([Item("a", "f.docx", 5, GARDEN)], [Item("b", "g.docx", 7, SCHOOL)]) == {}


def test_f01_files_of_one_name_inside_a_document_are_two_documents() -> None:
    opener = _opener(Limits(), _Terms({"a.pdf/nota (2).txt": "the worker died at it"}, {}, NOBODY), ["a.pdf"])
    found = [source for content in (b"uno", b"due") for source in opener("a.pdf", Enclosure("nota.txt", content))[0]]
    assert [(source.path, source.content) for source in found] == [
        ("a.pdf/nota.txt", b"uno"),
        ("a.pdf/nota (2).txt", b"due"),
    ]
    assert [source.left_out for source in found] == ["", "the worker died at it"]
    assert [source.path for source in opener("a.pdf", Enclosure("nota.txt", b"tre"))[0]] == ["a.pdf/nota (3).txt"]
