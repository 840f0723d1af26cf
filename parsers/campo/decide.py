"""Which campo a practice belongs to: number, title, tick and text are four witnesses, and doubt goes to a person."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from config.campi import ALTRO
from config.vocabulary import Method, ProblemCode
from parsers.campo.learned import NOTHING_LEARNED, CampoModel
from parsers.campo.policy import POLICY
from parsers.campo.witness import Said, reasons, said_of
from parsers.official.form import TICKS
from parsers.official.headings import Heading
from parsers.practices.partition import Section

HARDLY_TELLS = "its text hardly tells of a practice"
_UNASKED = "nothing in this message says that it answers the circular"
_OF_FORM_LABELS = ("camp", "punto", "voce", "area", "ambito", "settore", "tema")


@dataclass(frozen=True, slots=True)
class Decision:
    """The campo of a practice. `problem` is CAMPO_CONFLICT or CAMPO_UNCERTAIN with its sentence, or None; `candidates`
    are the campi that the text speaks for most, with their probabilities.
    """

    campo: int
    confidence: float
    method: Method
    suggested: int | None
    needs_review: bool
    problem: tuple[ProblemCode, str] | None
    cues: tuple[str, ...] = ()
    candidates: tuple[tuple[int, float], ...] = ()


def decide(
    section: Section, marked: Sequence[int], *, ocr: bool, model: CampoModel = NOTHING_LEARNED
) -> list[Decision]:
    """The decisions for one practice, one for each campo it claims.

    `marked` are the campi ticked on the message's form and not claimed by a heading elsewhere.
    """
    said = said_of(section.description, model)
    return [replace(decision, candidates=said.candidates) for decision in _decided(section, marked, said, ocr=ocr)]


def _decided(section: Section, marked: Sequence[int], said: Said, *, ocr: bool) -> list[Decision]:
    if declared := declared_by(section.headings):
        found = [_from_heading(number, heading, said, marked, ocr=ocr) for number, heading in declared.items()]
    elif marked:
        found = [_from_tick(number, said, len(marked)) for number in marked]
    else:
        return [_from_text(section, said)]
    return [_hollow(_opposed(decision, said, only=len(found) == 1), said) for decision in found]


def declared_by(headings: Sequence[Heading]) -> dict[int, Heading]:
    """The campi that headings claim. A title outranks a number, a campo number one that may be a counter."""
    titled = [heading for heading in headings if heading.title is not None]
    if titled:
        return {heading.campi[0]: _with_number_of(heading, headings) for heading in titled}
    numbered = [heading for heading in headings if heading.numbers]
    of_form = [heading for heading in numbered if heading.label.startswith(_OF_FORM_LABELS)]
    return {number: heading for heading in (of_form or numbered) for number in heading.numbers}


def _with_number_of(heading: Heading, headings: Sequence[Heading]) -> Heading:
    """A title on one line may have its number on the line above (`Campo 5` / `Apprendimento della lingua italiana`)."""
    if heading.numbers:
        return heading
    above = [other for other in headings if other.numbers and other.title is None]
    if not above:
        return heading
    return Heading(
        heading.text, above[-1].label, above[-1].numbers, heading.title, heading.own_title, above[-1].running
    )


def _from_heading(number: int, heading: Heading, said: Said, marked: Sequence[int], *, ocr: bool) -> Decision:
    if heading.label == TICKS:
        return _from_tick(number, said, len(heading.numbers))
    other = said.campo if said.campo != number and said.probability >= POLICY.suggest_from else None
    if heading.title is not None and heading.numbers and number not in heading.numbers:
        confidence = 0.85 if number in marked and not set(heading.numbers) & set(marked) else 0.75
        stated = ", ".join(map(str, heading.numbers))
        detail = f"the heading says number {stated}, but its title is that of campo {number}: {heading.text[:160]}"
        suggested = other if other is not None else heading.numbers[0]
        return Decision(number, confidence, Method.TITLE, suggested, True, (ProblemCode.CAMPO_CONFLICT, detail), ())
    if heading.title is not None and heading.numbers:
        return Decision(number, 0.97 if ocr else 0.99, Method.NUMBER_AND_TITLE, other, False, None, ())
    if heading.title is not None:
        confidence = min(0.98, 0.7 + 0.28 * heading.title.score) - (0.03 if ocr else 0)
        return _settled(number, confidence, Method.TITLE, other)
    confidence = 0.93 if heading.label.startswith(_OF_FORM_LABELS) else 0.9
    if number in marked:
        confidence = 0.98
    support = said.all.get(number, 0.0)
    if number != ALTRO and support < POLICY.counter_below and said.probability > POLICY.counter_against:
        # A bare `Scheda 2` may be a counter: a text that clearly speaks of something else is a reason to look.
        confidence = min(confidence, 0.7)
        other = said.campo
    return _settled(number, confidence, Method.NUMBER, other)


def _from_tick(number: int, said: Said, count: int) -> Decision:
    other = said.campo if said.campo != number and said.probability >= POLICY.suggest_from and count == 1 else None
    return _settled(number, 0.95 if count == 1 else 0.88, Method.TICK, other)


def _from_text(section: Section, said: Said) -> Decision:
    decision = _settled(said.campo, said.probability, Method.TEXT, None, below=POLICY.sure_from)
    decision = replace(decision, cues=reasons(section.description))
    return _doubted(decision, HARDLY_TELLS) if said.tells < POLICY.tells_from else decision


def _opposed(decision: Decision, said: Said, *, only: bool) -> Decision:
    """A declaration, doubted where the text surely speaks of another campo: it may belong to another text. Several for
    one text, or number and title that agree, stand against it unless it could hardly say less of them.
    """
    own = said.all.get(decision.campo, 0.0)
    single = only and decision.method is not Method.NUMBER_AND_TITLE
    against = single and said.probability >= POLICY.against_from and own < POLICY.hardly_below
    if decision.needs_review or decision.campo == ALTRO or not (against or own < POLICY.never_below):
        return decision
    detail = (
        f"campo {decision.campo} by {decision.method} with {decision.confidence:.0%}; the text speaks of campo "
        f"{said.campo}"
    )
    return replace(_doubted(decision, detail), suggested=said.campo)


def _hollow(decision: Decision, said: Said) -> Decision:
    """A declaration, doubted where the text below it tells of no practice (`campo 5: corsi non ancora avviati`)."""
    return _doubted(decision, HARDLY_TELLS) if said.tells < POLICY.hollow_below else decision


def _doubted(decision: Decision, detail: str) -> Decision:
    """The same for a person to look at, if none had to."""
    if decision.needs_review:
        return decision
    return replace(decision, needs_review=True, problem=(ProblemCode.CAMPO_UNCERTAIN, detail))


def unasked(decision: Decision, said: Said, *, other_reason: bool) -> Decision:
    """A text in a message that does not say that it answers the circular is taken in without a person only if it surely
    tells of a practice, and never if the message says that it came for another reason.
    """
    return _doubted(decision, _UNASKED) if other_reason or said.tells < POLICY.unasked_from else decision


def standing_alone(decision: Decision) -> Decision:
    """A few words that only their standing alone makes a practice are never taken in without a person."""
    return _doubted(decision, HARDLY_TELLS)


def _settled(
    number: int, confidence: float, method: Method, other: int | None, below: float = POLICY.review_below
) -> Decision:
    doubtful = confidence < below
    problem = None
    if doubtful:
        against = f"; the text speaks of campo {other}" if other else ""
        detail = f"campo {number} by {method} with {confidence:.0%}{against}"
        problem = (ProblemCode.CAMPO_UNCERTAIN, detail)
    return Decision(number, round(confidence, 3), method, other, doubtful, problem, ())
