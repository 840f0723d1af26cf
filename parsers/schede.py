"""The schede of a message: one for each practice and campo, named so that they stay, none too long and none twice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from config.limits import Limits
from config.vocabulary import Problem, ProblemCode, Rule
from parsers.bounds import within_bounds
from parsers.campo.decide import Decision
from parsers.italian.text import content_stems
from parsers.keys import scheda_keys
from parsers.model import Evidence, Region, Scheda
from parsers.official.headings import read_heading
from parsers.practices.names import summary_of
from parsers.practices.partition import Section
from parsers.work import Work

#: From this likeness (0 to 100) on, two descriptions of one campo in one message are the same.
SAME_TEXT = 92
#: A mail retells what its attachment describes if so much of its words stand there too.
_RETOLD = 0.7


@dataclass(frozen=True, slots=True)
class Made:
    """The schede of a message, what was wrong with others, and what became of the practices of the documents: `kept`
    are the keys of the schede of each, `repeats` those of the schede that say the same, by path of the document and
    number of the practice.
    """

    schede: tuple[Scheda, ...]
    problems: tuple[Problem, ...]
    kept: Mapping[tuple[str, int], tuple[str, ...]]
    repeats: Mapping[tuple[str, int], tuple[str, ...]]

    def recorded(self, path: str, region: Region) -> Region:
        """A region of the document at a path, with the schede that it became a part of."""
        if region.section is None:
            return region
        practice = (path, region.section)
        if keys := self.kept.get(practice, ()):
            return replace(region, records=keys)
        if region.rule is not Rule.PRACTICE:
            return region
        twins = self.repeats.get(practice, ())
        return replace(region, rule=Rule.REPEATED if twins else Rule.UNEXPLAINED, records=twins)


def schede_of(documents: Sequence[Work], sigla: str | None, limits: Limits) -> Made:
    """The schede of all documents, and a problem for each text that is none, or that came twice."""
    digests = {document.draft.source.path: document.draft.sha256 for document in documents}
    found = [
        (document, section, decision)
        for document in documents
        for section, decisions in document.sections
        for decision in decisions
    ]
    schede = scheda_keys([_scheda(*one, sigla) for one in found], digests)
    bounded, outside = within_bounds(schede, limits)
    kept, twins, duplicates = _without_repetitions(bounded)
    places = [(document.draft.source.path, section.number) for document, section, _ in found]
    keys = {scheda.key for scheda in kept}
    by_practice: dict[tuple[str, int], tuple[str, ...]] = {}
    repeats: dict[tuple[str, int], tuple[str, ...]] = {}
    for place, scheda in zip(places, schede, strict=True):
        if scheda.key in keys:
            by_practice[place] = (*by_practice.get(place, ()), scheda.key)
        elif scheda.key in twins:
            repeats[place] = (*repeats.get(place, ()), twins[scheda.key])
    return Made(tuple(kept), (*duplicates, *outside), by_practice, repeats)


def campo_problems(documents: Sequence[Work]) -> list[Problem]:
    """What is doubtful about the campi that were decided."""
    return [
        Problem(decision.problem[0], decision.problem[1], campo=decision.campo, document=document.draft.source.path)
        for document in documents
        for _, decisions in document.sections
        for decision in decisions
        if decision.problem is not None
    ]


def _scheda(document: Work, section: Section, decision: Decision, sigla: str | None) -> Scheda:
    cues = (Evidence("sentences that tell it: " + " | ".join(decision.cues)),) if decision.cues else ()
    marks = document.split.form.evidence if document.split.form and decision.method.value == "tick" else ()
    ticked = tuple(
        evidence for evidence in marks if (item := read_heading(evidence.text)) is None or decision.campo in item.campi
    )
    return Scheda(
        key="",
        campo=decision.campo,
        title=section.title,
        description=section.description,
        document=document.draft.source.path,
        prefettura=sigla,
        confidence=decision.confidence,
        method=decision.method,
        suggested_campo=decision.suggested,
        needs_review=decision.needs_review,
        evidence=(*section.evidence, *ticked, *cues),
        summary=summary_of(section.description, section.site),
        candidates=decision.candidates,
    )


def _without_repetitions(schede: Sequence[Scheda]) -> tuple[list[Scheda], dict[str, str], list[Problem]]:
    """One scheda sent twice in a message (Word and its scan, attachment and body) is one scheda: those that are kept,
    and by the keys of the others the keys of those that say the same.
    """
    kept: list[Scheda] = []
    twins: dict[str, str] = {}
    problems: list[Problem] = []
    for scheda in sorted(schede, key=lambda scheda: scheda.document.endswith("(body)")):
        twin = next((other for other in kept if other.campo == scheda.campo and _alike(other, scheda)), None)
        if twin is None:
            kept.append(scheda)
        else:
            twins[scheda.key] = twin.key
            detail = f"campo {scheda.campo} is described in the same words in {twin.document} and {scheda.document}"
            problems.append(
                Problem(ProblemCode.POSSIBLE_DUPLICATE, detail, campo=scheda.campo, document=scheda.document)
            )
    order = {scheda.key: number for number, scheda in enumerate(schede)}
    return sorted(kept, key=lambda scheda: order[scheda.key]), twins, problems


def _alike(one: Scheda, other: Scheda) -> bool:
    if one.document == other.document:
        return False
    if fuzz.token_sort_ratio(one.description, other.description, score_cutoff=SAME_TEXT) >= SAME_TEXT:
        return True
    return other.document.endswith("(body)") and _retells(other.description, one)


def _retells(text: str, scheda: Scheda) -> bool:
    """Whether the text of a mail says nothing that a scheda in a file does not say, as a list of what is attached."""
    said, described = set(content_stems(text)), set(content_stems(f"{scheda.title}\n{scheda.description}"))
    return len(said & described) >= _RETOLD * max(len(said), 1)
