"""Agreements of the labelled texts: what the program makes of each, against what a person says is in it.

`python -m tests.accuracy.acts atti-b [--form pdf] [--why]` prints the figures of one writer, with `--why` what is wrong
in each act. Acts and look-alikes are read as attachments, in one format. A party is right by its words, however they
are abbreviated. `--form scan` takes pictures of the pages and needs Tesseract; `--each 5` reads five acts of each
writer, spread over all of them.
"""

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz

from config.limits import Limits
from config.vocabulary import ProblemCode, ProtocolloKind
from jobs.demo.build import mail
from jobs.pipeline import read_submission
from parsers.bodies.canonical import canonical as canonical_form
from parsers.italian.text import fold, words
from parsers.model import Protocollo, Reading
from tests.accuracy.markup import WRITERS
from tests.accuracy.scans import as_scan

#: The writer whom nothing was learned from, and his committed figures (`--adopt` writes them).
DEVELOPMENT = ("atti-b",)
BOARD = Path(__file__).with_name("acts.json")
TEXTS = Path(__file__).parent / "texts"
BOX = "dici.buonepraticheaccoglienza@interno.it"
#: How each format is written, and how its files end where that is something else.
FORMATS, _ENDINGS = {**WRITERS, "scan": as_scan}, {"scan": "pdf"}
#: A tool may wait for its turn as long as it must: how busy the machine is changes no figure.
LIMITS = Limits(asleep_seconds=6 * 3600)
#: From this likeness (0 to 100) on two names are one party.
SAME = 88
#: Words that differ are one word misspelt from this likeness on.
_MISSPELT = 75
_OFFICE = re.compile(r"(.+?) [-–] (?:Assessorato|Settore|Servizio|Ufficio|Gabinetto|Dipartimento|Area)\b")
_ABOUT = re.compile(r"^(?:per|in materia di|relativ\w+ a\w*|sul\w*|finalizzat\w+ a\w*)\s+(?:l[ao'] ?|il |le |gli |i )?")
_SAME_WORDS = (
    (r"prefettura\W+(?:u\.? ?t\.? ?g\.?|ufficio territoriale del governo)(?: (?:di|della|del|dell))?\b", "prefettura"),
    (r"azienda (?:unita )?sanitaria locale|a\.s\.l\.|a\.u\.s\.l\.|ausl|azienda usl", "asl"),
    (r"azienda sanitaria provinciale|a\.s\.p\.", "asp"),
    (r"onlus|soc(?:ieta|\.)? coop(?:erativa|\.)?(?: sociale)?|cooperativa(?: sociale)?|coop\.?", "cooperativa"),
    (r"associazione|ass\.", "associazione"),
    (r"croce rossa italiana|c\.r\.i\.|cri\b", "croce rossa"),
)
_SMALL = {
    "di",
    "del",
    "della",
    "dell",
    "dello",
    "dei",
    "degli",
    "delle",
    "d",
    "e",
    "ed",
    "la",
    "il",
    "l",
    "per",
    "nell",
    "in",
    "n",
    "a",
    "sociale",
}


@dataclass(frozen=True, slots=True)
class Act:
    """One labelled text: `act` false for what only looks like an agreement."""

    id: str
    raw: dict[str, Any]

    @property
    def act(self) -> bool:
        """Whether a person calls it an agreement."""
        return bool(self.raw["act"])

    @property
    def kind(self) -> str:
        """Its kind in the program's words: what has none of its own (patto, addendum, bare Intesa) is `altro`, and a
        protocollo is one of intesa whatever it says of itself (`protocollo operativo`, as most writers label it).
        """
        kind = str(self.raw["kind"])
        if kind.startswith("protocollo"):
            return ProtocolloKind.PROTOCOLLO_INTESA.value
        return kind if kind in set(ProtocolloKind) else ProtocolloKind.ALTRO.value

    @property
    def signed_on(self) -> date | None:
        """The day of signing, None in drafts."""
        return date.fromisoformat(self.raw["signed_on"]) if self.raw["signed_on"] else None

    def original(self, form: str) -> bytes:
        """A mail that brings it in one format (docx, pdf, txt, scan)."""
        files = {f"allegato.{_ENDINGS.get(form, form)}": FORMATS[form](self.raw["text"])}
        day = datetime(2017, 1, 12, 10, tzinfo=UTC)
        return mail("protocollo.prefar@pec.interno.it", "Trasmissione atto", "Si allega.", files, date=day)


@dataclass(slots=True)
class Score:
    """Counts over texts, and what was wrong in each."""

    counts: Counter[str] = field(default_factory=Counter)
    wrong: dict[str, list[str]] = field(default_factory=dict)

    def add(self, other: "Score") -> None:
        """Takes in the counts of another."""
        self.counts += other.counts
        self.wrong |= other.wrong

    def figures(self) -> dict[str, float]:
        """Shares by name. Kind, title, date and parties are shares of all acts: one that was not found has none."""
        c = self.counts
        shares = {
            "found": (c["found"], c["acts"]),
            "found or named as possible": (c["found"] + c["doubted"], c["acts"]),
            "others left alone": (c["others"] - c["invented"], c["others"]),
            "kind": (c["kind"], c["acts"]),
            "subject in title": (c["title"], c["acts"]),
            "date right where stated": (c["date"], c["dated"]),
            "date empty where none": (c["no date"], c["undated"]),
            "place": (c["place"], c["acts"]),
            "parties recall": (c["parties right"], c["parties"]),
            "parties precision": (c["parties right"], c["parties said"]),
            "all right": (c["all"], c["acts"]),
            "all right but the parties": (c["all but parties"], c["acts"]),
        }
        return {name: round(part / whole, 4) for name, (part, whole) in shares.items() if whole}


def acts(names: Sequence[str]) -> Iterator[Act]:
    """The acts and look-alikes of some files of texts (`atti-a`), sealed ones too."""
    for name in names:
        (file,) = TEXTS.glob(f"*/{name}.jsonl")
        for line in file.read_text(encoding="utf-8").splitlines():
            raw = json.loads(line)
            yield Act(raw["id"], raw)


def spread(names: Sequence[str], each: int) -> list[Act]:
    """So many agreements of each writer, the first of equal parts of what he wrote; 0 for all he wrote."""
    if not each:
        return list(acts(names))
    written = [[act for act in acts([name]) if act.act] for name in names]
    return [own[place * len(own) // each] for own in written for place in range(min(each, len(own)))]


def measure(names: Sequence[str], forms: Sequence[str] = ("docx",), each: int = 0) -> Score:
    """What the program makes of the texts of some files, in each format."""
    total = Score()
    with ProcessPoolExecutor() as pool:
        for form in forms:
            for one in pool.map(partial(judge, form=form), spread(names, each), chunksize=4):
                total.add(one)
    return total


def judge(act: Act, form: str) -> Score:
    """What the program makes of one text."""
    reading = read_submission(act.original(form), LIMITS, BOX).reading
    unread = [f"{one.filename} is {one.status.value}" for one in reading.documents if one.status.value != "read"]
    bugs = [problem.detail for problem in reading.problems if problem.code is ProblemCode.INTERNAL_ERROR]
    if bugs or unread:  # else a bug or a busy machine would be counted as an act that was not found
        raise RuntimeError(f"{act.id} as {form}: {'; '.join([*bugs, *unread])}")
    score = Score()
    if not act.act:
        score.counts["others"] += 1
        if reading.protocolli:
            score.counts["invented"] += 1
            score.wrong[act.id] = [f"taken for an agreement: {reading.protocolli[0].title!r}"]
        return score
    _judge_act(score, act, reading)
    return score


def _judge_act(score: Score, act: Act, reading: Reading) -> None:
    c, day = score.counts, act.signed_on
    c["acts"] += 1
    c["parties"] += len(act.raw["parties"])
    c["dated" if day else "undated"] += 1
    if not reading.protocolli:
        doubted = any(problem.code is ProblemCode.POSSIBLE_AGREEMENT for problem in reading.problems)
        c["doubted"] += doubted
        score.wrong[act.id] = ["not found" + (", but named as possible" if doubted else "")]
        return
    one, wrong = reading.protocolli[0], []
    c["found"] += 1
    said, right = len(one.parties), right_parties(act.raw["parties"], one)
    c["parties said"] += said
    c["parties right"] += right
    c["place"] += fold(one.place) == fold(act.raw["place"] or "")
    facts = {
        "kind": (one.kind.value == act.kind, f"kind {one.kind.value}, not {act.kind}"),
        "title": (
            holds(one.title, act.raw["title_contains"]),
            f"title {one.title!r} lacks {act.raw['title_contains']!r}",
        ),
        "date" if day else "no date": (one.signed_on == day, f"date {one.signed_on}, not {day}"),
    }
    for name, (fact, sentence) in facts.items():
        c[name] += fact
        wrong += [] if fact else [sentence]
    c["all but parties"] += not wrong
    if right < max(said, len(act.raw["parties"])):
        wrong.append(f"parties {list(one.parties)}, not {act.raw['parties']}")
    c["all"] += not wrong
    if wrong:
        score.wrong[act.id] = wrong


def holds(title: str, subject: str) -> bool:
    """Whether a title has the words of a subject in their order. What leads in (`per la`) does not count."""
    return " ".join(words(_ABOUT.sub("", fold(subject)))) in " ".join(words(title))


def right_parties(wanted: Sequence[str], one: Protocollo) -> int:
    """How many parties are right, each of them used once; the form as written and the canonical one both count."""
    canonical = one.canonical if len(one.canonical) == len(one.parties) else one.parties
    scores = sorted(
        (
            (max(likeness(want, form) for form in forms), i, j)
            for i, want in enumerate(wanted)
            for j, forms in enumerate(zip(one.parties, canonical, strict=True))
        ),
        reverse=True,
    )
    left, right = set[int](), set[int]()
    for score, i, j in scores:
        if score >= SAME and i not in left and j not in right:
            left.add(i)
            right.add(j)
    return len(left)


def likeness(label: str, found: str) -> float:
    """How alike a labelled name of a body is to one that was found (0 to 100), whichever form it is written in.

    A label that names an office behind a dash is also met by the body alone: an office belongs to its body.
    """
    forms = {label, canonical_form(label)} | ({match[1]} if (match := _OFFICE.match(label)) else set())
    return max(_alike(_plain(form), _plain(found)) for form in forms)


def _alike(one: str, other: str) -> float:
    """The words of both in any order. What only one and what only the other has must be misspellings: of two long names
    that differ in their place or number alone most words are the same.
    """
    mine, others = one.split(), other.split()
    only, rest = [word for word in mine if word not in others], [word for word in others if word not in mine]
    if only and rest and fuzz.ratio("".join(only), "".join(rest)) < _MISSPELT:
        return 0.0
    return fuzz.token_sort_ratio(one, other)


def _plain(name: str) -> str:
    text = fold(name)
    for pattern, replacement in _SAME_WORDS:
        text = re.sub(pattern, replacement, text)
    return " ".join(word for word in words(text) if word not in _SMALL)


def main() -> None:
    """Prints the figures of some files of texts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="+", help="files of texts, such as atti-b")
    parser.add_argument("--form", nargs="+", default=["docx"], choices=sorted(FORMATS))
    parser.add_argument("--each", type=int, default=0, help="read only so many agreements of each writer")
    parser.add_argument("--why", action="store_true", help="what is wrong in each act")
    parser.add_argument("--adopt", action="store_true", help="make the figures the scoreboard")
    options = parser.parse_args()
    score = measure(options.names, options.form, options.each)
    for name, sentences in score.wrong.items() if options.why else ():
        print(name, *sentences, sep="\n    ")
    c = score.counts
    print(f"{' '.join(options.names)}: {c['acts']} agreements, {c['others']} others")
    for name, value in score.figures().items():
        print(f"  {name:28} {value:.4f}")
    if options.adopt:
        BOARD.write_text(json.dumps(score.figures(), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
