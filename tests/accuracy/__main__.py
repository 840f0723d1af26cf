"""`make accuracy`: what is right on the corpus, against the committed scoreboards.

`--adopt` makes the figures the new scoreboards. `--each-writer` reads the whole replies that are learned from too, each
writer's with models taught without him (minutes).
"""

import json
import sys
from pathlib import Path

from config.campi import CAMPI
from tests.accuracy import opinion_figures, replies
from tests.accuracy.labelled import LAID_OUT, UNSEEN
from tests.accuracy.measure import Tally, measure
from tests.learning.aside import without

SCOREBOARD = Path(__file__).with_name("scoreboard.json")
PICTURE = Path(__file__).parents[2] / "docs" / "accuracy.svg"
#: Figures for which less is better.
LESS = ("sent to review", "errors", "invented", "unexplained", "lost", "wrong", "doubted")


def worse(name: str, now: float, before: float) -> bool:
    """Whether a figure fell behind its earlier value."""
    return now > before if name.startswith(LESS) or any(word in name for word in LESS) else now < before


def main() -> None:
    board = json.loads(SCOREBOARD.read_text(encoding="utf-8")) if SCOREBOARD.exists() else {}
    new = {}
    for part in ("tuning", "unseen"):
        tally = measure(part)
        _print(part, tally, board.get(part, {}))
        new[part] = {"figures": tally.figures(), "failures": sorted(tally.failures)}
        if part == "unseen":
            PICTURE.write_text(reliability_diagram(tally), encoding="utf-8")
            print(
                f"\nreliability diagram: {PICTURE.relative_to(Path.cwd()) if PICTURE.is_relative_to(Path.cwd()) else PICTURE}"
            )
    opinions = opinion_figures.measure()
    print(f"\nlearned opinion, development part:\n{opinion_figures.show(opinions)}")
    for sentence in opinion_figures.behind(opinions, opinion_figures.board()):
        print(f"  WORSE {sentence}")
    figures = _replies()
    if "--each-writer" in sys.argv:
        _each_writer()
    if "--adopt" in sys.argv:
        replies.BOARD.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
        opinion_figures.BOARD.write_text(json.dumps(opinions, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        SCOREBOARD.write_text(json.dumps(new, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _replies() -> dict[str, float]:
    """Whole replies of development, in the format of the scoreboard."""
    score = replies.measure(UNSEEN, replies.BOARD_FORMS)
    before = json.loads(replies.BOARD.read_text(encoding="utf-8")) if replies.BOARD.exists() else {}
    print(f"\nwhole replies, development part: {score.counts['mails']} mails, {score.counts['gold']} schede")
    _print_figures(score.figures(), before)
    return score.figures()


def _each_writer() -> None:
    for writer in LAID_OUT:
        with without(writer):
            score = replies.measure([writer])
        print(
            f"\n{writer} by models taught without: {score.counts['mails']} readings, {score.counts['gold']} schede",
            flush=True,
        )
        _print_figures(score.figures(), {})


def _print_figures(figures: dict[str, float], before: dict[str, float]) -> None:
    for name, value in figures.items():
        change = ""
        if name in before and before[name] != value:
            change = f"   was {before[name]:.4f}{'  WORSE' if worse(name, value, before[name]) else ''}"
        print(f"  {name:34} {value:.4f}{change}")


def _print(part: str, tally: Tally, board: dict[str, object]) -> None:
    before: dict[str, float] = board.get("figures", {})  # type: ignore[assignment]
    c = tally.counts
    print(
        f"\n{part}: {c['mails']} mails, {c['gold']} schede, {c['agreements']} agreements, {c['other mails']} other "
        f"mails"
    )
    _print_figures(tally.figures(), before)
    print("  campo   schede   precision   recall")
    for campo in CAMPI:
        one = tally.per_campo[campo.number]
        precision = f"{one['right'] / one['found']:.3f}" if one["found"] else "-"
        print(
            f"  {campo.number:>5}   {one['gold']:>6}   {precision:>9}   "
            f"{one['right'] / one['gold'] if one['gold'] else 0:.3f}"
        )
    mistaken = {pair: count for pair, count in sorted(tally.confusion.items()) if pair[0] != pair[1]}
    print("  taken for another: " + (", ".join(f"{a} for {b}: {n}" for (b, a), n in mistaken.items()) or "none"))
    known = set(board.get("failures", []))  # type: ignore[call-overload]
    for sign, sentences in (("gained", known - set(tally.failures)), ("lost", set(tally.failures) - known)):
        for sentence in sorted(sentences)[:25] if known or board else []:
            print(f"  {sign}: {sentence[:200]}")


def reliability_diagram(tally: Tally) -> str:
    """How often a decision is right, by the probability it claims: on the diagonal they agree."""
    size, pad = 320, 46
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(10)]
    for claimed, right in tally.calibration:
        bins[min(int(claimed * 10), 9)].append((claimed, right))
    dots = []
    for members in bins:
        if members:
            x = sum(claimed for claimed, _ in members) / len(members)
            y = sum(right for _, right in members) / len(members)
            dots.append(
                f'<circle cx="{pad + x * size:.1f}" cy="{pad + (1 - y) * size:.1f}" '
                f'r="{3 + min(len(members), 400) ** 0.5 / 2:.1f}" fill="#2f6f9f" fill-opacity="0.7"/>'
                f'<text x="{pad + x * size - 4:.1f}" y="{pad + (1 - y) * size - 12:.1f}" '
                f'text-anchor="end">{len(members)}</text>'
            )
    ticks = "".join(
        f'<text x="{pad + t * size / 4:.0f}" y="{pad + size + 18}" text-anchor="middle">{t * 25} %</text>'
        f'<text x="{pad - 6}" y="{pad + size - t * size / 4 + 4:.0f}" text-anchor="end">{t * 25} %</text>'
        for t in range(5)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size + 2 * pad} {size + 2 * pad + 14}" '
        f'font-family="Helvetica, Arial, sans-serif" font-size="11">'
        f'<rect width="100%" height="100%" fill="#ffffff"/><rect x="{pad}" y="{pad}" width="{size}" height="{size}" '
        f'fill="none" stroke="#999999"/>'
        f'<line x1="{pad}" y1="{pad + size}" x2="{pad + size}" y2="{pad}" stroke="#bbbbbb" stroke-dasharray="4 '
        f'4"/>{"".join(dots)}{ticks}'
        f'<text x="{pad + size / 2}" y="{pad + size + 38}" text-anchor="middle">probability claimed for the '
        f"campo</text>"
        f'<text x="{pad}" y="{pad - 14}">share that is right (number of schede beside each point), unseen '
        f"part</text></svg>\n"
    )


if __name__ == "__main__":
    main()
