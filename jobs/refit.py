"""Learns from persons' decisions how texts speak of each campo, and says what that would change before it is
adopted.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass

from config.counting import counted
from config.errors import StorageUnavailableError, UsageError
from jobs.app import MODEL_FILE, App
from parsers.campo.learned import CampoModel, fit
from parsers.campo.witness import said_of

#: Decisions are set aside in so many turns, so that each is judged by a model that did not see it.
_FOLDS = 5
#: With fewer decisions there is nothing to learn.
LEAST_DECISIONS = 10

_Example = tuple[int, str, str, int]


@dataclass(frozen=True, slots=True)
class Difference:
    """A scheda on which the present and the refitted model differ: the right campo, and what each takes from the
    words.
    """

    scheda: int
    title: str
    right: int
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class Refit:
    """What was learned and what it changes. Decisions are judged by models that did not see them; `declared` schede,
    whose number and title agree, were never shown to any. Counts are of right opinions from the words alone.
    """

    model: CampoModel
    decisions: int
    decisions_right: tuple[int, int]
    declared: int
    declared_right: tuple[int, int]
    gained: tuple[Difference, ...]
    lost: tuple[Difference, ...]


def refit(app: App) -> Refit:
    """Fits a model on all decisions and compares it with the one in use. Raises UsageError if there are too few
    decisions.
    """
    decided, declared = app.reviews.examples(), app.reviews.declared()
    if len(decided) < LEAST_DECISIONS:
        raise UsageError(
            f"{counted(len(decided), 'decision', 'decisions')} of persons; at least {LEAST_DECISIONS} are needed to "
            f"learn from"
        )
    known = {number for number, *_ in decided}
    unseen = [example for example in declared if example[0] not in known]
    model = _fitted(decided)
    differences: list[Difference] = []
    for turn in range(_FOLDS):
        others = [example for place, example in enumerate(decided) if place % _FOLDS != turn]
        differences += _judge(app.model, _fitted(others), decided[turn::_FOLDS])
    on_declared = _judge(app.model, model, unseen)
    everything = [*differences, *on_declared]
    return Refit(
        model=model,
        decisions=len(decided),
        decisions_right=_right(differences),
        declared=len(unseen),
        declared_right=_right(on_declared),
        gained=tuple(d for d in everything if d.after == d.right != d.before),
        lost=tuple(d for d in everything if d.before == d.right != d.after),
    )


def adopt(app: App, model: CampoModel) -> None:
    """Makes the model the one in use from the next reading on. Raises StorageUnavailableError."""
    target = app.settings.data_dir / MODEL_FILE
    temporary = target.with_name(target.name + ".part")
    try:
        temporary.write_text(model.dump(), encoding="utf-8")
        os.replace(temporary, target)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise StorageUnavailableError(f"{target} cannot be written: {error.strerror}") from error


def _fitted(examples: Sequence[_Example]) -> CampoModel:
    return fit([(f"{title} {text}", campo) for _, title, text, campo in examples])


def _judge(before: CampoModel, after: CampoModel, examples: Sequence[_Example]) -> list[Difference]:
    return [
        Difference(number, title or text[:60], campo, said_of(text, before).campo, said_of(text, after).campo)
        for number, title, text, campo in examples
    ]


def _right(differences: Sequence[Difference]) -> tuple[int, int]:
    return sum(d.before == d.right for d in differences), sum(d.after == d.right for d in differences)
