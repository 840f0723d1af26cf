"""Decisions of persons as `raccolta show` prints them: what was decided in words, by whom, and whether it counts."""

from collections.abc import Sequence
from typing import Any

from config.vocabulary import DecisionKind, ProblemCode
from jobs.language.words import retell, tell, word

Json = dict[str, Any]

#: What a decision says, by its kind, in the words of its confirmation; facts are named as the decision keeps them.
_SAID: dict[str, str] = {
    DecisionKind.CAMPO: "scheda {scheda}: campo {campo}",
    DecisionKind.REJECT: "scheda {scheda}: no practice",
    DecisionKind.SPLIT: "scheda {scheda}: two, the second from “{at}”",
    DecisionKind.MERGE: "schede {scheda} and {other} are one, {scheda}",
    DecisionKind.OFFICE: "prefettura {prefettura}",
    DecisionKind.LIMIT: "LIMIT_{NAME} is {value}",
    DecisionKind.REPLACE: "{name} in place of {path}",
    DecisionKind.REPLACES: "in place of message {message}",
}
#: What a later decision takes the place of: one of the same kind about the same fact.
_ABOUT = {
    DecisionKind.CAMPO: "scheda",
    DecisionKind.OFFICE: "",
    DecisionKind.LIMIT: "name",
    DecisionKind.REPLACE: "path",
}


def in_words(decision: Json) -> str:
    """What was decided, in the language of the settings; "" where its kind says all."""
    value = {key: item["number"] if isinstance(item, dict) and "number" in item else item
             for key, item in decision["value"].items()}  # fmt: skip
    if decision["kind"] == DecisionKind.SETTLE:
        about = f" [{value['document']}]" if value["document"] else ""
        return f"{word(ProblemCode, value['code'])}{about}: {retell(value['detail'])}"
    if decision["kind"] == DecisionKind.AGREEMENT:
        return _of_agreement(value)
    said = _SAID.get(decision["kind"], "")
    return retell(said.format(**value, NAME=str(value.get("name", "")).upper()))


def _of_agreement(value: Json) -> str:
    if value["rejected"]:
        return retell(f"agreement {value['protocollo']}: none")
    told = ", ".join(f"{tell(name)} {fact or tell('none')}" for name, fact in _facts(value).items())
    return tell("agreement {number}: {facts}", number=value["protocollo"], facts=told)


def _facts(value: Json) -> Json:
    """What a decision says of an agreement, its parties by their names."""
    facts = dict(value.get("facts", {}))
    if "parties" in facts:
        facts["parties"] = "; ".join(party["name"] for party in facts["parties"])
    return facts


def in_place(made: Sequence[Json]) -> dict[int, int]:
    """The decisions that another one took the place of, by number, each with the number of that one."""
    last: dict[tuple[str, str], int] = {}
    later: dict[int, int] = {}
    for decision in reversed(made):
        if decision["kind"] not in _ABOUT or decision["undone_at"]:
            continue
        about = decision["value"].get(_ABOUT[decision["kind"]], "")
        key = decision["kind"], str(about["number"] if isinstance(about, dict) else about)
        if key in last:
            later[decision["id"]] = last[key]
        else:
            last[key] = decision["id"]
    return later
