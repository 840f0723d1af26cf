"""What must hold of the program's speed, and what one run of `make bench` found of it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

#: What a measurement gives: figures by the name of their bar.
Figures = dict[str, float]


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: the figure may be `most` or has to be `least` (one of the two), in `unit`; `said` is how it is read."""

    name: str
    said: str
    most: float | None = None
    least: float | None = None
    unit: str = "x"

    def met(self, figure: float) -> bool:
        """Whether a figure is on the right side of the bar."""
        return (self.most is None or figure <= self.most) and (self.least is None or figure >= self.least)

    @property
    def shown(self) -> str:
        """The bar in words."""
        return f"<= {self.most:g} {self.unit}" if self.most is not None else f">= {self.least:g} {self.unit}"


BARS = (
    Bar("reading", "reading a declared mail, everything understood, against the floor", most=3),
    Bar("whole", "whole pipeline, one process, against the floor", most=5),
    Bar("naive", "whole pipeline, one process, faster than the naive script", least=20),
    Bar("workers sqlite", "two workers against one, SQLite", least=1.7),
    Bar("workers postgresql", "two workers against one, PostgreSQL", least=1.7),
    Bar("growth one", "storing a mail behind 20,000 against 200, one office", most=1.1),
    Bar("growth many", "storing a mail behind 20,000 against 200, 106 offices", most=1.1),
    Bar("fetch", "fetch from Dovecot against a raw socket reading the same", least=0.85),
    Bar("idle", "idle poll, 100,000 mails against 1,000", most=1.2),
    Bar("memory service", "peak memory of the service, some mails of 60 MB", most=150, unit="MB"),
    Bar("memory child", "peak memory of a reading child, the same mails", most=400, unit="MB"),
    Bar("rerun", "rerun --all against first reading", most=1.0),
    Bar("status", "raccolta status, CPU time", most=0.4, unit="s"),
    Bar("docx", "our time on the Word file against Kreuzberg's", most=1.0),
    Bar("pdf", "our time on the PDF against Kreuzberg's", most=1.0),
)
_WIDTH = max(len(bar.said) for bar in BARS)


def measured(name: str, measure: Callable[[], Figures]) -> tuple[Figures, str]:
    """The figures of one measurement; where it failed, none and why: the others are measured all the same."""
    try:
        return measure(), ""
    except Exception as error:  # noqa: BLE001 - a missing server must not cost the other figures
        return {}, f"{name}: {type(error).__name__}: {error}"


def rows(found: Figures) -> Iterator[str]:
    """The table of all bars."""
    yield f"{'':{_WIDTH}} {'found':>9} {'bar':>10}"
    for bar in BARS:
        figure = found.get(bar.name)
        state = "not measured" if figure is None else "met" if bar.met(figure) else "NOT MET"
        shown = "" if figure is None else f"{figure:.2f} {bar.unit}"
        yield f"{bar.said:{_WIDTH}} {shown:>9} {bar.shown:>10}  {state}"
