"""Search and likeness on the engine that needs no server; tests/integration/test_search.py asks both."""

import pytest
import sqlalchemy as sa

from config.errors import NotFoundError, UsageError
from ingest.memory import MemoryMailbox
from jobs.app import App
from jobs.poll import poll
from jobs.process import process_due
from jobs.readers import InlineReader
from store.search import Narrow, search, similar
from store.wording import asked, folded, snippet
from tests.specimens.searched import replies


@pytest.fixture
def full(app: App) -> App:
    poll(app, MemoryMailbox(replies()))
    process_due(app, InlineReader(app.originals, app.settings.limits))
    return app


def test_case_accents_and_signs_do_not_count() -> None:
    assert folded("L'Attività, perché È così: 142/2015!") == "l attivita perche e cosi 142 2015"


@pytest.mark.parametrize("words", ["", "  ", "di la", "-scuola", '""', "!?"])
def test_a_query_without_a_word_is_refused(words: str) -> None:
    with pytest.raises(UsageError):
        asked(words)


def test_a_snippet_shows_the_found_words_as_they_are_written() -> None:
    text = (
        "Premessa lunga. " * 40 + "La Città ha aperto uno sportello con Mediatori culturali. " + "Altro ancora. " * 40
    )
    shown = snippet(text, [("citta",), ("mediatore",)])
    assert "**Città** ha aperto uno sportello con **Mediatori** culturali" in shown
    assert shown.startswith("… ")
    assert shown.endswith(" …")


@pytest.mark.parametrize(
    "words", ["ORTI sociali", "orto sociale", '"orti sociali"', "orti -falegnameria", "(orti)* sociali:^", "orti'; --"]
)
def test_a_practice_is_found_by_its_words(words: str, full: App) -> None:
    hits = search(full.database, words)
    assert [hit.prefettura for hit in hits if hit.what == "scheda"] == ["TE"], words


def test_only_texts_with_all_words_are_found(full: App) -> None:
    assert search(full.database, "orti astronavi") == []


def test_a_search_is_narrowed_by_campo_office_and_region(full: App) -> None:
    everywhere = {hit.prefettura for hit in search(full.database, "stranieri")}
    assert everywhere == {"TE", "BG", "AN"}
    assert {hit.prefettura for hit in search(full.database, "stranieri", Narrow(prefettura="BG"))} == {"BG"}
    assert {hit.prefettura for hit in search(full.database, "stranieri", Narrow(region="marche"))} == {"AN"}
    assert {hit.campo for hit in search(full.database, "stranieri", Narrow(campo=8))} == {8}


def test_reading_again_leaves_one_entry_each(full: App) -> None:
    before = search(full.database, "stranieri")
    from store.search_index import write

    with full.database.write() as connection:
        write(connection, [1, 2, 3])
    assert search(full.database, "stranieri") == before


def test_deleted_practices_are_found_no_more(full: App) -> None:
    with full.database.write() as connection:
        connection.exec_driver_sql("DELETE FROM schede WHERE prefettura = 'TE'")
    assert search(full.database, "orti") == []


def test_like_practices_come_first(full: App) -> None:
    (garden,) = [hit.number for hit in search(full.database, "orti") if hit.what == "scheda"]
    likes = similar(full.database, garden)
    assert likes[0].prefettura == "AN", [(hit.title, hit.score) for hit in likes]
    assert garden not in [hit.number for hit in likes]
    with pytest.raises(NotFoundError):
        similar(full.database, 9999)


@pytest.mark.parametrize(
    "view",
    ["v_schede", "v_schede_all", "v_schede_public", "v_coverage", "v_marked", "v_scheda_protocollo", "v_offices"],
)
def test_whether_a_scheda_is_in_force_is_asked_of_the_few_of_one_message(view: str, app: App) -> None:
    """By its campo the engine would go through a tenth of all schede for each of them, in every search and export."""
    with app.database.read() as connection:
        steps = [row[3] for row in connection.execute(sa.text(f"EXPLAIN QUERY PLAN SELECT * FROM {view}"))]
    asked_for = [step for step in steps if step.startswith("SEARCH t ")]
    assert asked_for
    assert [step for step in asked_for if "message_id=?" not in step] == []
