"""When a campo needs a person: what the text says of it, how much it tells at all, and what declares it."""

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from config.campi import CAMPI
from config.vocabulary import Method, ProblemCode
from ingest.memory import MemoryMailbox
from jobs.app import App
from jobs.demo.build import docx, mail
from jobs.poll import poll
from jobs.process import process_due
from jobs.readers import InlineReader
from jobs.screen import items as screen_items
from jobs.screen.actions import ACTIONS, At
from jobs.screen.content import content
from parsers.campo import decide as deciding
from parsers.campo.decide import Decision, decide, unasked
from parsers.campo.policy import POLICY
from parsers.campo.witness import MOST_CANDIDATES, Said
from parsers.official.headings import Heading, read_heading
from parsers.practices.partition import Section
from store.reviews import candidates_of

DATE = datetime(2016, 1, 12, 9, tzinfo=UTC)
TITLED = "Campo 5: apprendimento della lingua italiana"


def said(campo: int, probability: float, tells: float = 6.0, others: Mapping[int, float] | None = None) -> Said:
    """What a text says; what is left of the probability is shared by all other campi, but for `others`."""
    rest = (1 - probability) / (len(CAMPI) - 1)
    shares = {one.number: rest for one in CAMPI} | {campo: probability} | dict(others or {})
    return Said(campo, probability, shares, tells)


def decided(
    monkeypatch: pytest.MonkeyPatch, text: Said, *headings: str, marked: tuple[int, ...] = ()
) -> list[Decision]:
    """The decisions for a practice with these headings whose text says so."""
    monkeypatch.setattr(deciding, "said_of", lambda description, model: text)
    over = tuple(heading for line in headings if (heading := read_heading(line, prominent=True)) is not None)
    assert len(over) == len(headings)
    return decide(Section(over, "", "un testo", (), (0,)), marked, ocr=False)


@pytest.mark.parametrize(
    ("probability", "tells", "sure"),
    [
        (POLICY.sure_from, POLICY.tells_from, True),
        (1.0, POLICY.tells_from - 0.1, False),
        (POLICY.sure_from - 0.01, 9.0, False),
        (1.0, 9.0, True),
    ],
)
def test_a_text_is_sure_of_its_campo_where_it_surely_tells(
    monkeypatch: pytest.MonkeyPatch, probability: float, tells: float, sure: bool
) -> None:
    (decision,) = decided(monkeypatch, said(8, probability, tells))
    assert (decision.campo, decision.method, decision.needs_review) == (8, Method.TEXT, not sure)
    assert (decision.problem is None) is sure


@pytest.mark.parametrize("heading", [TITLED, "Campo 5", "apprendimento della lingua italiana"])
def test_a_declaration_over_a_text_that_tells_nothing_is_doubted(monkeypatch: pytest.MonkeyPatch, heading: str) -> None:
    (sure,) = decided(monkeypatch, said(5, 0.9, POLICY.hollow_below), heading)
    (hollow,) = decided(monkeypatch, said(5, 0.9, POLICY.hollow_below - 0.1), heading)
    assert (sure.campo, sure.needs_review) == (5, False)
    assert (hollow.campo, hollow.needs_review) == (5, True)
    assert hollow.problem == (ProblemCode.CAMPO_UNCERTAIN, deciding.HARDLY_TELLS)


def test_ticks_over_a_text_that_tells_nothing_are_doubted(monkeypatch: pytest.MonkeyPatch) -> None:
    for marked in ((3,), (3, 9)):
        decisions = decided(monkeypatch, said(3, 0.6, -3.0, {9: 0.3}), marked=marked)
        assert [decision.campo for decision in decisions] == list(marked)
        assert all(decision.needs_review for decision in decisions)


def test_number_and_title_stand_against_the_text_unless_it_could_hardly_say_less(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (stands,) = decided(monkeypatch, said(9, 0.99, others={5: 2 * POLICY.never_below}), TITLED)
    (falls,) = decided(monkeypatch, said(9, 0.99, others={5: POLICY.never_below / 2}), TITLED)
    assert (stands.campo, stands.needs_review) == (5, False)
    assert (falls.campo, falls.suggested, falls.needs_review) == (5, 9, True)
    assert falls.problem is not None


def test_one_witness_alone_is_doubted_sooner(monkeypatch: pytest.MonkeyPatch) -> None:
    (number,) = decided(monkeypatch, said(9, 0.95, others={5: POLICY.hardly_below / 2}), "Campo 5")
    assert (number.campo, number.suggested, number.needs_review) == (5, 9, True)


def test_of_several_ticks_the_one_that_the_text_never_speaks_of_is_doubted(monkeypatch: pytest.MonkeyPatch) -> None:
    decisions = decided(monkeypatch, said(3, 0.97, others={9: 0.02, 10: POLICY.never_below / 2}), marked=(3, 9, 10))
    assert [decision.needs_review for decision in decisions] == [False, False, True]


def test_altro_is_never_doubted_for_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    (decision,) = decided(monkeypatch, said(9, 0.999, others={11: 0.0}), "Campo 11: altro")
    assert (decision.campo, decision.needs_review) == (11, False)


def test_what_was_not_asked_for_must_tell_more_surely() -> None:
    decision = Decision(7, 0.99, Method.TEXT, None, needs_review=False, problem=None)
    enough = said(7, 0.99, POLICY.unasked_from)
    assert not unasked(decision, enough, other_reason=False).needs_review
    assert unasked(decision, enough, other_reason=True).needs_review
    assert unasked(decision, said(7, 0.99, POLICY.unasked_from - 0.1), other_reason=False).needs_review


def test_a_reason_given_first_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """A conflict of number and title is told as such, whatever else is doubtful."""
    heading = Heading("Campo 7: apprendimento della lingua italiana", "campo", (7,), read_heading(TITLED).title, "")  # type: ignore[union-attr]
    monkeypatch.setattr(deciding, "said_of", lambda description, model: said(5, 0.9, -9.0))
    (decision,) = decide(Section((heading,), "", "un testo", (), (0,)), (), ocr=False)
    assert decision.problem is not None
    assert decision.problem[0] is ProblemCode.CAMPO_CONFLICT


def test_who_decides_is_shown_the_campi_that_the_words_speak_for_most(app: App) -> None:
    """In the open list, in the message, on the screen and where the campo is asked for, each with its probability."""
    text = (
        "Gli ospiti curano da volontari i giardini pubblici insieme agli anziani del quartiere, con attrezzi comuni. "
        "Ogni sabato puliscono la spiaggia."
    )
    scheda = docx([("bold", "Campo 5: volontariato"), ("text", text)])
    original = mail("protocollo.prefve@pec.interno.it", "Scheda", "Si trasmette.", {"scheda.docx": scheda}, date=DATE)
    poll(app, MemoryMailbox((original,)))
    process_due(app, InlineReader(app.originals, app.settings.limits))
    (waiting,) = app.reviews.waiting()
    (stored,) = app.queries.message(1)["schede"]
    shares = [candidate["probability"] for candidate in waiting["candidates"]]
    assert stored["candidates"] == waiting["candidates"]
    assert len(shares) == MOST_CANDIDATES
    assert shares == sorted(shares, reverse=True)
    assert 0 <= shares[-1] <= sum(shares) <= 1.01
    best = waiting["candidates"][0]["campo"]
    assert best in {5, 7}
    (item,) = screen_items.waiting(app)
    shown = content(app, item)
    told = [line for line in shown.facts if "by its words" in line]
    for candidate, line in zip(waiting["candidates"], told, strict=True):
        assert f"{candidate['probability']:.0%}: {candidate['campo']:>2} " in line
    (key,) = (action for action in ACTIONS if action.key == "c")
    assert key.ask is not None
    _, _, hints = key.ask(At(item, shown, None))
    assert len(hints) == len(CAMPI)
    assert hints[0].startswith(f"{best:>2} ")
    assert hints[0].endswith(f"({shares[0]:.0%} by its words)")


def test_a_scheda_of_an_earlier_version_has_no_candidates() -> None:
    assert candidates_of(None) == []
    assert candidates_of([[5, 0.9], [7, 0.05]]) == [
        {"campo": 5, "probability": 0.9},
        {"campo": 7, "probability": 0.05},
    ]
