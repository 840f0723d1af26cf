"""Whole replies, labelled: what the program makes of each, against what a person says is in it."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from config.limits import Limits
from jobs.demo.build import mail
from jobs.pipeline import read_submission
from parsers.italian.text import words
from parsers.model import Scheda
from tests.accuracy import several
from tests.accuracy.markup import WRITERS, plain

TEXTS = Path(__file__).parent / "texts" / "replies"
BOARD = Path(__file__).with_name("replies.json")
#: The format whose figures are committed: one is enough to see a change, and quick.
BOARD_FORMS = ("docx",)
BOX = "dici.buonepraticheaccoglienza@interno.it"
BODY = "(body)"
#: Share of words from which on a scheda is the one that was written, and from which on it is complete or clean.
SAME, COMPLETE, CLEAN = 0.6, 0.98, 0.97


@dataclass(frozen=True, slots=True)
class Gold:
    """One practice as a person marked it: `campo` first choice, `acceptable` all, `text` its own words."""

    campo: int
    acceptable: tuple[int, ...]
    file: str
    text: str
    declared: bool
    title: str | None


@dataclass(frozen=True, slots=True)
class Reply:
    """One labelled mail."""

    id: str
    raw: dict[str, Any]
    gold: tuple[Gold, ...]

    def original(self, form: str) -> bytes:
        """The mail with its files in one format; a name that says another is none to go by."""
        files = {}
        for file in self.raw["files"]:
            kind = "txt" if file["name"].lower().endswith((".txt", ".csv", ".xml")) else form
            files[file["name"]] = WRITERS[kind](file["markup"])
        return mail(
            self.raw["from"], self.raw["subject"], self.raw["mail"], files, date=datetime(2016, 1, 12, 10, tzinfo=UTC)
        )


def replies(names: Sequence[str]) -> Iterator[Reply]:
    """The replies of some files of texts."""
    for name in names:
        for line in (TEXTS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            raw = json.loads(line)
            yield Reply(raw["id"], raw, tuple(_gold(raw)))


def _gold(raw: dict[str, Any]) -> Iterator[Gold]:
    texts = {file["name"]: plain(file["markup"]) for file in raw["files"]} | {BODY: raw["mail"]}
    places: dict[str, int] = {}
    for scheda in raw["schede"]:
        text, start_at = texts[scheda["file"]], places.get(scheda["file"], 0)
        begin, end = scheda["begins"], scheda["ends"]
        start = text.find(begin, start_at)
        start = start if start >= 0 else text.find(begin)
        stop = text.find(end, max(start, 0))
        if start < 0 or stop < 0:
            continue
        places[scheda["file"]] = start
        yield Gold(
            scheda["campo"],
            tuple(scheda["acceptable"]),
            scheda["file"],
            text[start : stop + len(end)],
            scheda["declared"],
            scheda["title"],
        )


@dataclass
class Score:
    """Counts over replies; `notes` say what went wrong, a line each."""

    counts: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)

    def figures(self) -> dict[str, float]:
        """Shares by name, those of an empty set left out."""
        c = self.counts
        sure, wrong = c["sure declared"] + c["sure prose"], c["sure wrong declared"] + c["sure wrong prose"]
        shares = {
            "practices found": (c["found"], c["gold"]),
            "practices lost in silence": (c["lost in silence"], c["gold"]),
            "schede invented": (c["invented"], c["gold"]),
            "schede invented, sure": (c["invented, sure"], c["gold"]),
            "description complete": (c["complete"], c["found"]),
            "description clean": (c["clean"], c["found"]),
            "campo right, declared": (c["campo right declared"], c["found declared"]),
            "campo right, prose": (c["campo right prose"], c["found prose"]),
            "wrong among sure": (wrong, sure),
            "prose without a person": (c["sure prose"], c["found prose"]),
            "ticks right": (c["marks right"], c["mails"]),
            "scheda invented without a practice": (c["no practice, scheda"], c["no practice"]),
            "replies exactly right": (c["exact"], c["mails"]),
            **several.figures(c),
        }
        return {name: round(part / whole, 4) for name, (part, whole) in shares.items() if whole}


def measure(names: Sequence[str], forms: Sequence[str] = ("docx", "pdf")) -> Score:
    """Reads every reply in every format and counts."""
    score = Score()
    for reply in replies(names):
        for form in forms:
            _measure_one(reply, form, score)
    return score


def _measure_one(reply: Reply, form: str, score: Score) -> None:
    c, label = score.counts, f"{reply.id} {form}"
    submission = read_submission(reply.original(form), Limits(), BOX)
    reading = submission.reading
    pairs = pairs_of(reply.gold, reading.schede)
    problems = [*submission.problems, *reading.problems]
    marked = [several.Practice(gold.file, gold.text, gold.declared) for gold in reply.gold]
    of_letter = several.count(marked, reading.schede, pairs, problems)
    c.update(of_letter)
    score.notes += several.notes(label, of_letter)
    flagged = {
        p.document
        for p in problems
        if p.code in {"unexplained_text", "possible_several", "unreadable_document", "unsupported_document"}
    }
    exact = len(reading.schede) == len(reply.gold)
    for number, gold in enumerate(reply.gold):
        c["gold"] += 1
        kind = "declared" if gold.declared else "prose"
        c[f"gold {kind}"] += 1
        scheda = pairs.get(number)
        if scheda is None:
            exact = False
            said = any(document is None or document.endswith(gold.file) for document in flagged)
            c["lost, said" if said else "lost in silence"] += 1
            c[f"lost {kind}"] += 1
            score.notes.append(
                f"{label} {'lost, said' if said else 'LOST'} {kind} {gold.campo} in {gold.file}: {gold.text[:70]!r} "
                f"({submission.verdict})"
            )
            continue
        complete, clean = _shares(gold.text, scheda.description)
        c["found"] += 1
        c[f"found {kind}"] += 1
        c["complete"] += complete >= COMPLETE
        c["clean"] += clean >= CLEAN
        right = scheda.campo in ((gold.campo,) if gold.declared else gold.acceptable)
        c[f"campo right {kind}"] += right
        c[f"sure {kind}"] += not scheda.needs_review
        c[f"sure wrong {kind}"] += not scheda.needs_review and not right
        exact = exact and right and complete >= COMPLETE and clean >= CLEAN
        if complete < COMPLETE or clean < CLEAN:
            score.notes.append(
                f"{label} text {complete:.2f}/{clean:.2f} {kind} {gold.campo} {gold.text[:50]!r} -> "
                f"{scheda.description[:80]!r}…{scheda.description[-60:]!r}"
            )
        if not right:
            score.notes.append(
                f"{label} campo {scheda.campo} for {gold.campo} {kind} sure={not scheda.needs_review} by "
                f"{scheda.method}: {gold.text[:60]!r}"
            )
    matched = {id(scheda) for scheda in pairs.values()}
    for scheda in reading.schede:
        if id(scheda) not in matched:
            exact = False
            c["invented"] += 1
            c["invented, sure"] += not scheda.needs_review
            score.notes.append(
                f"{label} INVENTED {scheda.campo} sure={not scheda.needs_review} in {scheda.document}: "
                f"{scheda.description[:80]!r}"
            )
    c["mails"] += 1
    c["exact"] += exact
    c["marks right"] += (list(reading.marked_campi) if reading.marked_campi is not None else None) == reply.raw[
        "marked"
    ]
    c["flagged good"] += bool(flagged) and exact
    if not reply.gold:
        c["no practice"] += 1
        c["no practice, scheda"] += bool(reading.schede)
        c["no practice, flagged"] += bool(flagged)


def pairs_of(gold: Sequence[Gold], schede: Sequence[Scheda]) -> dict[int, Scheda]:
    """Which scheda is which: by the words they share, best first; two campi of one text by their campo."""
    scored = []
    for number, one in enumerate(gold):
        for place, scheda in enumerate(schede):
            complete, clean = _shares(one.text, scheda.description)
            likeness = 2 * complete * clean / (complete + clean) if complete + clean else 0.0
            if likeness >= SAME and scheda.document.endswith(one.file):
                scored.append((likeness, scheda.campo in one.acceptable, number, place))
    pairs: dict[int, Scheda] = {}
    used: set[int] = set()
    for _, _, number, place in sorted(scored, reverse=True):
        if number not in pairs and place not in used:
            pairs[number] = schede[place]
            used.add(place)
    return pairs


def _shares(gold: str, said: str) -> tuple[float, float]:
    """Share of the gold words that were said, and of the said words that are gold."""
    one, other = Counter(words(gold)), Counter(words(said))
    both = (one & other).total()
    return both / max(one.total(), 1), both / max(other.total(), 1)


if __name__ == "__main__":
    import sys

    result = measure(sys.argv[1].split(","), sys.argv[2].split(",") if len(sys.argv) > 2 else ("docx", "pdf"))
    print("\n".join(result.notes))
    c = result.counts
    for name, value in sorted(c.items()):
        print(f"{name:28} {value}")
    print(
        f"found {c['found'] / c['gold']:.3f}  complete {c['complete'] / c['found']:.3f}  clean "
        f"{c['clean'] / c['found']:.3f}  exact {c['exact'] / c['mails']:.3f}"
    )
