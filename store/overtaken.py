"""What persons decided about the records of a message that gives way to another one: where the other one says the same
and nobody decided so about it, a person is told. Rules alone, no database.
"""

from collections.abc import Sequence

from config.vocabulary import DecisionKind, LinkKind, ProblemCode
from store.comparing import Doubt, Facts, Link
from store.contents import name_of_scheda
from store.decisions import OF_RECORDS, Decision, Json


def overtaken(
    link: Link, hidden: Facts, current: Facts, made: Sequence[Decision], there: Sequence[Decision]
) -> Doubt | None:
    """The doubt that a link raises by which `hidden` gives way to `current`; `made` are the decisions about the former,
    `there` about the latter. None if none of them is lost by it.
    """
    known = [_said(decision) for decision in there]
    lost = [item for item in made if item.kind in OF_RECORDS and _said(item) not in known]
    lost = [item for item in lost if _is_lost(item, link, hidden, current)]
    if not lost:
        return None
    listed = ", ".join(f"decision {item.id} ({item.kind})" for item in lost)
    told = f"message {hidden.number} gives way to message {current.number}, for which this was not decided: {listed}"
    return ProblemCode.DECISION_OVERTAKEN, told


def _said(decision: Decision) -> tuple[DecisionKind, Json]:
    """What a decision says, about whichever record of the same words."""
    value = {name: _words(fact) if name in {"scheda", "other", "protocollo"} else fact
             for name, fact in decision.value.items()}  # fmt: skip
    return decision.kind, value


def _words(record: Json) -> object:
    """A record by its words, without its number and place."""
    return name_of_scheda(record["campo"], record["description"]) if "campo" in record else record["title"]


def _is_lost(decision: Decision, link: Link, hidden: Facts, current: Facts) -> bool:
    """Whether the other message has a record that the decision would change."""
    corrects = link.kind is LinkKind.SUPERSEDES
    if decision.kind is DecisionKind.AGREEMENT:
        return corrects or bool(hidden.files & current.stands)
    schede = [decision.value[name] for name in ("scheda", "other") if name in decision.value]
    if any(name_of_scheda(kept["campo"], kept["description"]) in current.stands for kept in schede):
        # Who accepted what is declared there too loses nothing.
        return bool(decision.value.get("campo") != schede[0]["campo"])
    # What a correction says in other words, nobody decided; but it was said that this practice is of another campo.
    moved = decision.kind is DecisionKind.CAMPO and decision.value["campo"] != schede[0]["campo"]
    return corrects and moved and schede[0]["campo"] in current.campi
