"""Draws Italy as SVG: regions coloured by a count, a dot for each office. The report and the site show it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from config.outline import BOX, on_outline, outlines
from config.prefetture import places

#: Light to dark; each differs from its neighbour on a grey print too. The first is for none.
SHADES = ("#f1f4f6", "#d3e5f1", "#a9cde4", "#74aed3", "#4189b8")


@dataclass(frozen=True, slots=True)
class Band:
    """Counts from `least` to `most`, both included, and their colour."""

    least: int
    most: int
    shade: str

    def __str__(self) -> str:
        return str(self.least) if self.least == self.most else f"{self.least}-{self.most}"


@dataclass(frozen=True, slots=True)
class Dot:
    """An office on the map: `said` is shown to who points at it."""

    sigla: str
    said: str
    full: bool


def bands(counts: Iterable[int]) -> list[Band]:
    """Bands of equal width that hold all counts, none first; fewer where the highest count is small."""
    highest = max(counts, default=0)
    steps = min(len(SHADES) - 1, highest)
    edges = [round(highest * step / steps) for step in range(steps + 1)] if steps else [0]
    # A map of few bands still ends in the darkest.
    shades = SHADES[-steps:] if steps else ()
    found = [Band(low + 1, high, shade) for low, high, shade in zip(edges, edges[1:], shades, strict=False)]
    return [Band(0, 0, SHADES[0]), *found]


def italy(
    counts: Mapping[str, int],
    said: Mapping[str, str],
    dots: Sequence[Dot],
    label: str,
    *,
    links: Mapping[str, str] | None = None,
) -> str:
    """The map. `counts` colour the regions, `said` names each for who cannot see it, `links` makes them links."""
    scale = bands(counts.values())
    regions = "".join(
        _region(name, path, counts.get(name, 0), scale, said[name], links) for name, path in outlines().items()
    )
    return (
        f'<svg class="italy" viewBox="{" ".join(map(str, BOX))}" role="{"group" if links else "img"}" '
        f'aria-label="{escape(label)}">{regions}{"".join(map(_dot, dots))}</svg>'
    )


def _region(name: str, path: str, count: int, scale: Sequence[Band], said: str, links: Mapping[str, str] | None) -> str:
    shade = next(band.shade for band in scale if band.least <= count <= band.most)
    shape = f'<path d="{path}" fill="{shade}" stroke="#5b6b79" stroke-width="1"><title>{escape(said)}</title></path>'
    return f'<a href="{escape(links[name])}" aria-label="{escape(said)}">{shape}</a>' if links else shape


def _dot(dot: Dot) -> str:
    x, y = on_outline(*places()[dot.sigla])
    look = 'r="5" fill="#12507b" stroke="#fff"' if dot.full else 'r="3.5" fill="#fff" stroke="#4a5966"'
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" {look}><title>{escape(dot.said)}</title></circle>'
