"""Persons' decisions become examples, and what they teach is shown before it is adopted."""

import pytest

from config.errors import SettingsError, UsageError
from jobs import decide
from jobs.app import MODEL_FILE, App, learned
from jobs.decide import Person
from jobs.refit import adopt, refit
from parsers.campo.learned import NOTHING_LEARNED, CampoModel, fit, load
from parsers.campo.witness import said_of
from tests.unit.test_links import sent, store

#: A word of the trade that no vocabulary has, in texts that say nothing else of their campo.
SHEEP = [
    f"Il gregge numero {n} pascola sui monti con i transumanti della valle e torna a {month}."
    for n, month in enumerate("maggio giugno luglio agosto ottobre novembre".split())
]
STARS = [
    f"Il telescopio della specola numero {n} guarda le comete e i pianeti nelle notti di {month}."
    for n, month in enumerate("maggio giugno luglio agosto ottobre novembre".split())
]


def decided(app: App, texts: dict[int, list[str]]) -> None:
    """Schede that say nothing of their campo, with what a person decided of each."""
    all_texts = [(campo, text) for campo, group in texts.items() for text in group]
    store(
        app,
        *(
            sent(n, f"Schede {n}", "In allegato.", f"Scheda 11: Altro\n{text} {text}")
            for n, (_, text) in enumerate(all_texts)
        ),
    )
    for message in list(app.queries.messages()):
        (scheda,) = message["schede"]
        campo = next(campo for campo, text in all_texts if text in scheda["description"])
        decide.campo(app, scheda["id"], campo, Person("prova"))


def test_words_are_learned_from_several_examples_only() -> None:
    model = fit([(text, 6) for text in SHEEP] + [(text, 9) for text in STARS])
    assert said_of(SHEEP[0], model).campo == 6
    assert said_of(STARS[0], model).campo == 9
    once = fit([("Il gregge pascola.", 6), ("Le comete passano.", 9)])
    assert once.weights == {}


def test_a_model_survives_its_file() -> None:
    model = fit([(text, 6) for text in SHEEP] + [(text, 9) for text in STARS])
    again = load(model.dump())
    assert again.dump() == model.dump()
    assert again.name == model.name != ""
    for damaged in ("{}", "[]", '{"weights": 3, "examples": 1}', "x"):
        with pytest.raises(ValueError):
            load(damaged)


def test_what_was_learned_never_outweighs_a_declaration() -> None:
    model = CampoModel({"gregge": {6: 1.2}}, 5)
    assert (
        said_of(
            "Corsi di alfabetizzazione e di lingua italiana con docenti del CPIA, livello A2, per il gregge.", model
        ).campo
        == 5
    )


def test_gains_and_losses_are_shown_and_nothing_is_used_before_it_is_adopted(app: App) -> None:
    decided(app, {6: SHEEP, 9: STARS})
    found = refit(app)
    assert found.decisions == 12
    before, after = found.decisions_right
    assert after > before
    assert len(found.gained) - len(found.lost) == after - before + found.declared_right[1] - found.declared_right[0]
    assert learned(app.settings) == NOTHING_LEARNED
    app.settings.data_dir.mkdir(parents=True, exist_ok=True)
    adopt(app, found.model)
    assert learned(app.settings).name == found.model.name


def test_too_few_decisions(app: App) -> None:
    with pytest.raises(UsageError, match="at least 10"):
        refit(app)


def test_a_damaged_model_stops_with_the_remedy(app: App) -> None:
    app.settings.data_dir.mkdir(parents=True, exist_ok=True)
    (app.settings.data_dir / MODEL_FILE).write_text("{")
    with pytest.raises(SettingsError, match="refit --adopt"):
        learned(app.settings)


def test_another_model_is_another_version() -> None:
    from jobs.version import parser_version

    assert parser_version("abc") == f"{parser_version()}.abc"
