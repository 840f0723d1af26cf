"""Reads the corpus and counts: what was found, what is right, what a person was asked, what slipped through."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from rapidfuzz import fuzz

from config.limits import Limits
from jobs.pipeline import read_submission
from parsers.italian.text import fold, words
from parsers.model import Scheda
from tests.accuracy.agreements import Agreement, agreements, no_agreements
from tests.accuracy.others import others
from tests.accuracy.schede import BOX, Case, Gold, cases

#: From this likeness (0 to 100) on a scheda that was found is the one that was written.
SAME = 60
#: Share of words from which on a description is complete, or clean.
WHOLE = 0.98


@dataclass
class Tally:
    """Counts of one part of the corpus."""

    counts: Counter[str] = field(default_factory=Counter)
    confusion: Counter[tuple[int, int]] = field(default_factory=Counter)
    per_campo: dict[int, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    calibration: list[tuple[float, bool]] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        self.counts += other.counts
        self.confusion += other.confusion
        for campo, counter in other.per_campo.items():
            self.per_campo[campo] += counter
        self.calibration += other.calibration
        self.failures += other.failures

    def figures(self) -> dict[str, float]:
        """Shares by name, those of an empty set left out."""
        c = self.counts
        shares = {
            "segmentation precision": (c["matched"], c["found"]),
            "segmentation recall": (c["matched"], c["gold"]),
            "campo right, declared": (c["declared right"], c["declared matched"]),
            "campo right, content alone": (c["content right"], c["content matched"]),
            "right where no review": (c["sure right"], c["sure"]),
            "sent to review, declared": (c["declared reviewed"], c["declared matched"]),
            "sent to review, content alone": (c["content reviewed"], c["content matched"]),
            "errors that slip through": (c["sure"] - c["sure right"], c["matched"]),
            "description complete": (c["complete"], c["matched"]),
            "description clean": (c["clean"], c["matched"]),
            "ticks right": (c["ticks right"], c["forms"]),
            "prefettura right": (c["office right"], c["mails"]),
            "paragraphs unexplained": (c["unclaimed"], c["blocks"]),
            "agreements found": (c["agreement found"], c["agreements"]),
            "agreement kind": (c["kind right"], c["agreement found"]),
            "agreement date": (c["date right"], c["agreement found"]),
            "parties recall": (c["parties found"], c["parties"]),
            "parties precision": (c["parties found"], c["parties said"]),
            "agreements invented": (c["agreement invented"], c["no agreement"]),
            "schede invented on other mail": (c["scheda invented"], c["other mails"]),
        }
        figures = {name: round(part / whole, 4) for name, (part, whole) in shares.items() if whole}
        if c["matched"]:
            p, r = figures["segmentation precision"], figures["segmentation recall"]
            figures["segmentation F1"] = round(2 * p * r / (p + r), 4)
        return figures


def measure(part: str) -> Tally:
    """The whole corpus of one part, on all cores."""
    tally = Tally()
    work: Iterable[tuple[str, Any]] = chain(
        (("case", case) for case in cases(part)), (("agreement", a) for a in agreements(part))
    )
    if part == "unseen":
        work = chain(work, (("agreement", a) for a in no_agreements()), (("other", other) for other in others()))
    with ProcessPoolExecutor() as pool:
        for one in pool.map(_one, work, chunksize=8):
            tally.add(one)
    return tally


def _one(item: tuple[str, Any]) -> Tally:
    kind, value = item
    measures: dict[str, Callable[[Any], Tally]] = {"case": _case, "agreement": _agreement, "other": _other}
    return measures[kind](value)


def _case(case: Case) -> Tally:
    tally = Tally()
    c = tally.counts
    reading = read_submission(case.original, Limits(), BOX).reading
    pairs = _matched(list(case.schede), list(reading.schede))
    c["mails"] += 1
    c["gold"] += len(case.schede)
    c["found"] += len(reading.schede)
    c["matched"] += len(pairs)
    for gold, found in pairs:
        _scheda(tally, case.name, gold, found)
    for gold in case.schede:
        tally.per_campo[gold.campo]["gold"] += 1
    for found in reading.schede:
        tally.per_campo[found.campo]["found"] += 1
    missing, more = len(case.schede) - len(pairs), len(reading.schede) - len(pairs)
    if missing or more:
        extra = "; ".join(
            f"{s.campo}: {s.description[:60]!r}" for s in reading.schede if all(s is not found for _, found in pairs)
        )
        tally.failures.append(f"{case.name}: {missing} not found, {more} invented {extra}")
    if case.marked is not None:
        c["forms"] += 1
        c["ticks right"] += reading.marked_campi == case.marked
    c["office right"] += reading.prefettura.sigla == case.prefettura
    if reading.prefettura.sigla != case.prefettura:
        tally.failures.append(f"{case.name}: office {reading.prefettura.sigla}, not {case.prefettura}")
    for document in reading.documents:
        c["blocks"] += document.blocks
        c["unclaimed"] += len(document.unclaimed)
    return tally


def _scheda(tally: Tally, name: str, gold: Gold, found: Scheda) -> None:
    c, right = tally.counts, gold.campo == found.campo
    kind = "declared" if gold.declared else "content"
    c[f"{kind} matched"] += 1
    c[f"{kind} right"] += right
    c[f"{kind} reviewed"] += found.needs_review
    c["sure"] += not found.needs_review
    c["sure right"] += right and not found.needs_review
    tally.calibration.append((found.confidence, right))
    tally.per_campo[gold.campo]["right"] += right
    tally.confusion[(gold.campo, found.campo)] += 1
    if not right:
        tally.failures.append(
            f"{name}: campo {found.campo}, not {gold.campo} ({found.method}, {found.confidence:.0%}) "
            f"{gold.description[:70]!r}"
        )
    wanted, said = Counter(words(fold(gold.description))), Counter(words(fold(found.description)))
    shared = (wanted & said).total()
    complete, clean = shared >= WHOLE * wanted.total(), shared >= WHOLE * said.total()
    c["complete"] += complete
    c["clean"] += clean
    if not (complete and clean):
        lost, added = list((wanted - said).elements())[:6], list((said - wanted).elements())[:6]
        tally.failures.append(f"{name}: description of campo {gold.campo} lacks {lost}, has besides {added}")


def _matched(golds: list[Gold], found: list[Scheda]) -> list[tuple[Gold, Scheda]]:
    """The best pairing by likeness, each used once."""
    scores = sorted(
        ((fuzz.ratio(g.description, s.description), i, j) for i, g in enumerate(golds) for j, s in enumerate(found)),
        reverse=True,
    )
    pairs, taken_i, taken_j = [], set(), set()
    for score, i, j in scores:
        if score >= SAME and i not in taken_i and j not in taken_j:
            pairs.append((golds[i], found[j]))
            taken_i.add(i)
            taken_j.add(j)
    return pairs


def _agreement(case: Agreement) -> Tally:
    tally = Tally()
    c = tally.counts
    found = read_submission(case.original, Limits(), BOX).reading.protocolli
    if case.kind is None:
        c["no agreement"] += 1
        c["agreement invented"] += bool(found)
        if found:
            tally.failures.append(f"{case.name}: taken for an agreement: {found[0].title[:80]!r}")
        return tally
    c["agreements"] += 1
    c["parties"] += len(case.parties)
    if not found:
        tally.failures.append(f"{case.name}: agreement not found")
        return tally
    (one, *_) = found
    c["agreement found"] += 1
    c["kind right"] += one.kind == case.kind
    c["date right"] += one.signed_on == case.signed_on
    c["parties said"] += len(one.parties)
    hit = [
        p
        for p in case.parties
        if any(fuzz.token_set_ratio(fold(p), fold(q)) >= 92 and len(q) < len(p) * 1.6 for q in one.parties)
    ]
    c["parties found"] += len(hit)
    if (
        one.kind != case.kind
        or one.signed_on != case.signed_on
        or len(hit) < len(case.parties)
        or len(one.parties) != len(case.parties)
    ):
        tally.failures.append(f"{case.name}: kind {one.kind}, date {one.signed_on}, parties {list(one.parties)}")
    return tally


def _other(case: tuple[str, bytes]) -> Tally:
    name, original = case
    tally = Tally()
    reading = read_submission(original, Limits(), BOX).reading
    tally.counts["other mails"] += 1
    tally.counts["scheda invented"] += bool(reading.schede or reading.protocolli)
    if reading.schede or reading.protocolli:
        tally.failures.append(
            f"{name}: invented {[s.campo for s in reading.schede]} {[a.title[:50] for a in reading.protocolli]}"
        )
    return tally
