"""The screen of `review`: each key does what the verb does; the filter, undo, small terminals, long texts."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import nullcontext
from datetime import UTC, datetime
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, OptionList, Static

from config.errors import UsageError
from ingest.memory import MemoryMailbox
from jobs import decide
from jobs.app import App
from jobs.cli import review_screen
from jobs.decide import Person
from jobs.demo.build import docx, mail
from jobs.poll import poll
from jobs.process import process_due
from jobs.readers import InlineReader
from jobs.rerun import rerun
from jobs.screen.actions import ACTIONS, At
from jobs.screen.app import ReviewScreen
from jobs.screen.content import Line, content
from jobs.screen.dialogs import Ask
from jobs.screen.items import Item, filtered, waiting
from jobs.screen.text import _HEAD, TextPane
from tests.unit.test_impostors import ATTACKS, pec, take, true

#: An agreement that names nobody: its parties are in doubt.
ALONE = docx(
    [
        ("bold", "PROTOCOLLO D'INTESA"),
        ("bold", "per l'insegnamento della lingua italiana agli ospiti"),
        ("text", "Premesso che i corsi sono il primo passo verso l'autonomia;"),
        ("bold", "si conviene quanto segue"),
        ("text", "Art. 1 Le parti promuovono corsi gratuiti di lingua italiana."),
        ("text", "Art. 2 Il presente protocollo ha durata di un anno."),
        ("text", "Letto, confermato e sottoscritto."),
        ("text", "Venezia, 12 marzo 2015"),
    ]
)
DATE = datetime(2015, 12, 1, 9, tzinfo=UTC)
COURSES = "Ogni sera trenta ospiti del centro seguono corsi di lingua italiana, con due esami e un attestato finale."
GARDEN = "Gli ospiti curano i giardini pubblici insieme agli anziani del quartiere, con attrezzi del Comune."
CHOIR = "Un coro di volontari, ospiti e pescatori, canta ogni venerdì per gli anziani e aiuta alle feste del paese."
#: The number says one campo and the title another: a person decides.
DOUBT = docx(
    [
        ("bold", "Scheda 9: volontariato"),
        ("text", COURSES),
        ("text", GARDEN),
        ("bold", "Campo 7: volontariato"),
        ("text", CHOIR),
    ]
)
SURE = docx([("bold", "Campo 5: apprendimento della lingua italiana"), ("text", COURSES)])
MAILS = (
    mail("protocollo.prefve@pec.interno.it", "una", "Si trasmette.", {"scheda.docx": DOUBT}, date=DATE),
    mail("maria.rossi@example.org", "privata", "Si trasmette.", {"scheda.docx": SURE}, date=DATE),
)
ANNA = Person("Anna")
Play = Callable[["Watched", Pilot[None]], Awaitable[None]]


def inline(app: App) -> InlineReader:
    return InlineReader(app.originals, app.settings.limits)


@pytest.fixture
def doubtful(app: App) -> App:
    poll(app, MemoryMailbox(MAILS))
    process_due(app, inline(app))
    assert [item.name for item in waiting(app)] == ["scheda 1 1", f"office 2 {waiting(app)[1].number}"]
    return app


@pytest.fixture
def proposing(app: App) -> App:
    take(app, pec(true(), 0), ATTACKS["display_name"](3))
    assert [item.what for item in waiting(app)].count("link") == 1
    return app


def play(app: App, what: Play, size: tuple[int, int] = (120, 40), only: Sequence[int] | None = None) -> None:
    async def run() -> None:
        screen = Watched(app, only)
        async with screen.run_test(size=size) as pilot:
            await what(screen, pilot)

    asyncio.run(run())


async def until(pilot: Pilot[None], holds: Callable[[], object]) -> None:
    """Waits for a state, for as long as the slowest machine may take."""
    for _ in range(2400):
        await pilot.pause(0.05)
        if holds():
            return
    raise AssertionError("the screen never came to the state that was waited for")


async def act(screen: "Watched", pilot: Pilot[None], key: str, *fields: str) -> None:
    """Presses the key of an action, fills in its fields, and waits until the screen said what became of it."""
    said = len(screen.told)
    await pilot.press(key)
    if key != "a":
        await until(pilot, lambda: isinstance(screen.screen, Ask) and isinstance(screen.focused, Input))
        for place, typed in enumerate(fields):
            if place:
                before = screen.focused
                await pilot.press("tab")
                await until(pilot, lambda before=before: screen.focused is not before)
            await pilot.press(*typed)
            await until(pilot, lambda typed=typed: getattr(screen.focused, "value", "") == typed)
        await pilot.press("enter")
    await until(pilot, lambda: len(screen.told) > said and not screen.busy and not isinstance(screen.screen, Ask))


async def go_to(screen: "Watched", pilot: Pilot[None], place: int) -> None:
    """Moves down the list to a place."""
    shown = screen.query_one("#list", OptionList)
    for reached in range(1, place + 1):
        await pilot.press("down")
        await until(pilot, lambda reached=reached: shown.highlighted == reached)
    await until(pilot, lambda: screen._at is not None and screen._at.item == screen._items[place])


class Watched(ReviewScreen):
    """Keeps what it told the person."""

    def __init__(self, app: App, only: Sequence[int] | None) -> None:
        super().__init__(app, ANNA, only, lambda: nullcontext(inline(app)))
        self.told: list[str] = []

    def notify(self, message: str, **how: Any) -> None:  # type: ignore[override]
        self.told.append(f"{how.get('severity', 'information')}: {message}")
        super().notify(message, **how)


def decided(app: App, message: int) -> list[dict[str, Any]]:
    found = app.queries.message(message)["decisions"]
    return [{key: value for key, value in one.items() if not key.endswith("_at")} for one in found]


#: The message, what is typed, and the verb. The scheda is the first of the list, the unknown office the second.
KEYS: dict[str, tuple[int, Sequence[str], Callable[[App], decide.Decided]]] = {
    "accept": (1, ["a"], lambda app: decide.campo(app, 1, None, ANNA)),
    "campo": (1, ["c", "11", "per"], lambda app: decide.campo(app, 1, 11, Person("Anna", "per"))),
    "reject": (1, ["r"], lambda app: decide.reject(app, 1, ANNA)),
    "split": (1, ["s", "2"], lambda app: decide.split(app, 1, "2", ANNA)),
    "merge": (1, ["m"], lambda app: decide.merge(app, 1, 2, ANNA)),
    "office": (2, ["o", "bg"], lambda app: decide.of_office(app, 2, "BG", ANNA)),
    "settle": (2, ["d"], lambda app: decide.settle(app, waiting(app)[1].number, ANNA)),
    "note": (1, ["n", "visto"], lambda app: decide.note(app, 1, Person("Anna", "visto"))),
}


@pytest.mark.parametrize("name", KEYS)
def test_a_key_does_what_the_verb_does(doubtful: App, name: str) -> None:
    message, keys, verb = KEYS[name]
    before = [item.name for item in waiting(doubtful)]

    async def press(screen: Watched, pilot: Pilot[None]) -> None:
        await go_to(screen, pilot, message - 1)
        await act(screen, pilot, *keys)
        shown = screen.query_one("#list", OptionList).option_count
        assert shown == len(waiting(doubtful))

    play(doubtful, press)
    by_key, left = decided(doubtful, message), [(item.what, item.message, item.says) for item in waiting(doubtful)]
    assert len(by_key) == 1
    records = doubtful.queries.message(message)["schede"]
    undone = decide.undo(doubtful, by_key[0]["id"], ANNA)
    if undone.reread:
        rerun(doubtful, inline(doubtful), [message])
    assert [item.name for item in waiting(doubtful)] == before or name == "settle"
    made = verb(doubtful)
    if made.reread:
        rerun(doubtful, inline(doubtful), [message])
    by_verb = decided(doubtful, message)[1]
    same = ("kind", "value", "note", "decided_by", "unmet")
    assert {key: by_key[0][key] for key in same} == {key: by_verb[key] for key in same}
    assert [(item.what, item.message, item.says) for item in waiting(doubtful)] == left
    assert [(one["campo"], one["description"]) for one in doubtful.queries.message(message)["schede"]] == [
        (one["campo"], one["description"]) for one in records
    ]
    if message == 1 and name != "reject":
        assert records[0]["id"] == 1


@pytest.mark.parametrize("key", ["a", "c", "r", "s"])
def test_what_somebody_else_decided_meanwhile_is_told_and_leaves_the_list(doubtful: App, key: str) -> None:
    async def press(screen: Watched, pilot: Pilot[None]) -> None:
        decide.reject(doubtful, 1, Person("Bruno"))
        rerun(doubtful, inline(doubtful), [1])
        await until(pilot, lambda: screen._at is not None)
        await pilot.press(key)
        if key in "cs":
            await until(pilot, lambda: isinstance(screen.screen, Ask) and isinstance(screen.focused, Input))
            await pilot.press("9", "enter")
        elif key == "r":
            await until(pilot, lambda: isinstance(screen.screen, Ask) and isinstance(screen.focused, Input))
            await pilot.press("enter")
        await until(pilot, lambda: screen.told)
        assert "Bruno decided on 20" in screen.told[0]
        await until(pilot, lambda: screen.query_one("#list", OptionList).option_count == len(waiting(doubtful)))
        assert [item.what for item in screen._items] == ["office"]

    play(doubtful, press)
    assert [one["decided_by"] for one in decided(doubtful, 1)] == ["Bruno"]


@pytest.mark.parametrize(("key", "links"), [("y", 1), ("x", 0)])
def test_a_proposed_link_is_accepted_or_refused_and_taken_back(proposing: App, key: str, links: int) -> None:
    place = next(number for number, item in enumerate(waiting(proposing)) if item.what == "link")

    async def press(screen: Watched, pilot: Pilot[None]) -> None:
        await go_to(screen, pilot, place)
        await act(screen, pilot, key)
        assert proposing.proposals.waiting() == []
        assert len(proposing.queries.message(2)["links"]) == links
        await act(screen, pilot, "u")

    play(proposing, press)
    assert [(one["message_id"], one["other_id"]) for one in proposing.proposals.waiting()] == [(2, 1)]


@pytest.fixture
def signed(app: App) -> App:
    sender = "protocollo.prefve@pec.interno.it"
    poll(app, MemoryMailbox([mail(sender, "atto", "Si trasmette l'atto.", {"atto.docx": ALONE}, date=DATE)]))
    process_due(app, inline(app))
    return app


def test_facts_of_an_agreement_are_put_right_as_the_verb_does(signed: App) -> None:
    place = next(number for number, item in enumerate(waiting(signed)) if item.what == "facts")
    item = waiting(signed)[place]
    at = At(item, content(signed, item), None)
    action = next(one for one in ACTIONS if one.key == "f")
    assert action.ask is not None
    answers = {field.name: field.value for field in action.ask(at)[1]}
    assert answers["kind"] == "protocollo_intesa"
    assert answers["date"] == "2015-03-12"
    with pytest.raises(UsageError, match="no kind of agreement"):
        action.make(signed, at, answers | {"kind": "matrimonio"}, ANNA)
    with pytest.raises(UsageError, match="what is right"):
        action.make(signed, at, answers, ANNA)
    action.make(signed, at, answers | {"parties": "Prefettura di Venezia; Comune di Mira", "date": "none"}, ANNA)
    rerun(signed, inline(signed), [1])
    (act,) = signed.queries.message(1)["protocolli"]
    assert (act["kind"], act["signed_on"], act["parties"]) == (
        "protocollo_intesa",
        None,
        ["Prefettura di Venezia", "Comune di Mira"],
    )
    assert [found for found in waiting(signed) if found.what == "facts" and "parties" in found.says] == []


def test_a_key_says_that_a_document_is_no_agreement(signed: App) -> None:
    place = next(number for number, item in enumerate(waiting(signed)) if item.what == "facts")

    async def press(screen: Watched, pilot: Pilot[None]) -> None:
        await go_to(screen, pilot, place)
        await act(screen, pilot, "e")

    play(signed, press)
    assert signed.queries.message(1)["protocolli"] == []
    assert "facts" not in [item.what for item in waiting(signed)]


def test_undo_takes_back_what_was_decided_last_although_it_left_the_list(doubtful: App) -> None:
    async def press(screen: Watched, pilot: Pilot[None]) -> None:
        await act(screen, pilot, "a")
        assert [item.what for item in waiting(doubtful)] == ["office"]
        await act(screen, pilot, "u")

    play(doubtful, press)
    assert [item.what for item in waiting(doubtful)] == ["scheda", "office"]
    assert decided(doubtful, 1)[0]["undone_by"] == "Anna"


def test_undo_works_when_nothing_waits_any_more(doubtful: App) -> None:
    async def press(screen: Watched, pilot: Pilot[None]) -> None:
        await act(screen, pilot, "a")
        assert screen.query_one("#list", OptionList).option_count == 0
        await act(screen, pilot, "u")
        assert screen.query_one("#list", OptionList).option_count == 1

    play(doubtful, press, only=[1])


def test_what_is_typed_wrongly_is_refused_and_changes_nothing(doubtful: App) -> None:
    async def press(screen: Watched, pilot: Pilot[None]) -> None:
        for keys in (["c", "12"], ["s", "9"], ["n"], ["o", "qq"]):
            await act(screen, pilot, *keys)
            assert screen.told.pop().startswith("error: "), keys
        await pilot.press("c")
        await until(pilot, lambda: isinstance(screen.screen, Ask))
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(screen.screen, Ask))
        assert [screen.check_action("decide", (key,)) for key in "adyx"] == [True, False, False, False]
        assert screen.told == []

    play(doubtful, press)
    assert decided(doubtful, 1) == decided(doubtful, 2) == []


def test_the_filter_keeps_what_holds_each_word(doubtful: App) -> None:
    async def press(screen: Watched, pilot: Pilot[None]) -> None:
        field, count = screen.query_one("#filter", Input), screen.query_one("#count", Static)
        await pilot.press("slash")
        await until(pilot, lambda: screen.focused is field)
        await pilot.press(*"rossi")
        await until(pilot, lambda: str(count.render()) == "waiting: 1 of 2")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(screen.focused, OptionList))
        await act(screen, pilot, "o", "LO")

    play(doubtful, press)
    assert doubtful.queries.message(2)["prefettura"] == "LO"


def test_the_filter_knows_numbers_of_messages_exactly() -> None:
    items = [Item("look", number, number, None, "CR", "Testo") for number in (1, 12)]
    assert filtered(items, "m1 TESTO") == items[:1]
    assert filtered(items, "cr") == items
    assert filtered(items, "assente") == []


def test_the_text_shows_what_claimed_each_line_without_colour_at_80x24(doubtful: App) -> None:
    async def look(screen: Watched, pilot: Pilot[None]) -> None:
        pane = screen.query_one(TextPane)
        await until(pilot, lambda: pane.size.height >= 8 and len(screen.screen.query("FooterKey")) >= 9)
        rows = [pane.render_line(y).text for y in range(pane.size.height)]
        assert rows[0].startswith(">*1")
        assert "Scheda 9: volontariato" in rows[0]
        assert any("|" in row and "Ogni sera" in row and "*" not in row for row in rows)
        footer = screen.screen.query("FooterKey")
        assert {"a", "c", "r", "s", "m", "o", "n", "u"} <= {key.key for key in footer}  # type: ignore[attr-defined]
        assert all(key.region.right <= 80 for key in footer)

    play(doubtful, look, size=(80, 24))


def test_the_line_at_the_cursor_is_offered_as_the_border_of_a_split(doubtful: App) -> None:
    async def press(screen: Watched, pilot: Pilot[None]) -> None:
        screen.query_one(TextPane).focus()
        await pilot.press("down", "down")
        await until(pilot, lambda: screen.query_one(TextPane).chosen.text == GARDEN)  # type: ignore[union-attr]
        await act(screen, pilot, "s")

    play(doubtful, press)
    assert decided(doubtful, 1)[0]["value"]["at"] == GARDEN


def test_a_long_text_is_drawn_only_where_it_is_seen(doubtful: App) -> None:
    lines = tuple(Line(f"riga {number} " + "parola " * 20, "letter", (), False, False) for number in range(5_000))

    async def look(screen: Watched, pilot: Pilot[None]) -> None:
        pane = screen.query_one(TextPane)
        drawn: list[int] = []
        draw = pane.render_line
        pane.render_line = lambda y: (drawn.append(y), draw(y))[1]  # type: ignore[method-assign]
        pane.show(lines)
        pane.focus()
        await pilot.press("end")
        await until(pilot, lambda: pane.chosen == lines[-1] and drawn)
        await until(pilot, lambda: any("riga 4999 " in draw(y).text for y in range(pane.size.height)))
        assert 0 < len(drawn) < 2_000

    play(doubtful, look)


def test_words_that_act_on_a_terminal_are_shown(app: App) -> None:
    heading = ("bold", "Campo 9: apprendimento della lingua italiana")
    acting = docx([heading, ("text", "\u202e " + COURSES), ("text", GARDEN)])
    sent = mail("protocollo.prefve@pec.interno.it", "\u202eoggetto", "x", {"a.docx": acting}, date=DATE)
    poll(app, MemoryMailbox([sent]))
    process_due(app, inline(app))
    (item, *_) = waiting(app)
    shown = content(app, item)
    assert "oggetto" in shown.facts[0]
    assert any("apprendimento" in line.text for line in shown.lines)
    assert not any("\u202e" in text for text in (item.line, *shown.facts, *(line.text for line in shown.lines)))


def test_without_the_extra_or_a_terminal_the_screen_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    assert review_screen.on_screen(None, as_json=False) is False
    with pytest.raises(UsageError, match="needs a terminal"):
        review_screen.on_screen(True, as_json=False)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(UsageError, match="install the extra `screen`"):
        review_screen.on_screen(True, as_json=False)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_every_word_of_the_text_stands_beside_the_bar_and_what_waits_is_said_in_full(
    app: App, size: tuple[int, int]
) -> None:
    told = [("text", f"{COURSES} {place}") for place in range(30)]
    long = docx([("bold", "Campo 5: apprendimento della lingua italiana"), *told])
    poll(app, MemoryMailbox([mail("maria.rossi@example.org", "privata", "x", {"scheda.docx": long}, date=DATE)]))
    process_due(app, inline(app))
    item = next(one for one in waiting(app) if one.what == "office")

    async def look(screen: Watched, pilot: Pilot[None]) -> None:
        pane = screen.query_one(TextPane)
        await until(pilot, lambda: pane.show_vertical_scrollbar and len(pane._rows) > 30)
        pieces = [piece for _, piece, _ in pane._rows]
        assert COURSES in " ".join(pieces)
        assert all(_HEAD + len(piece) <= pane.scrollable_content_region.width for piece in pieces)
        assert not pane.show_horizontal_scrollbar
        assert item.says in content(app, item).facts[1]

    play(app, look, size)
