"""The outline of Italy for maps: a path per region, and where a place lies on it (decision 17)."""

import csv
from functools import cache
from importlib.resources import files
from itertools import pairwise
from math import atan, degrees, exp, log, pi, radians, tan

#: Left, top, width and height of the map, in the units of its paths.
BOX = (-4, -4, 620, 802)
#: To be said wherever the outline is shown: its licence asks for it.
CREDIT = "MapSVG (mapsvg.com), CC BY 4.0"
# Mercator; fitted to the outermost points of eight regions, none more than half a unit (about 700 metres) off.
_PER_DEGREE, _WEST, _PER_RADIAN, _NORTH = 51.2505, -339.149, -51.0538 * 180 / pi, 2732.67

#: Closed: latitudes and longitudes in degrees, the first again at the end.
Ring = list[tuple[float, float]]
#: Of a closed ring that is no area.
_FEWEST_CORNERS = 3


@cache
def outlines() -> dict[str, str]:
    """The path of each of the 20 regions, by its Italian name, as SVG writes it (`M` and `L` with absolute numbers)."""
    table = files("config").joinpath("outline.csv").read_text(encoding="utf-8")
    return {row["region"]: row["path"] for row in csv.DictReader(table.splitlines())}


def on_outline(latitude: float, longitude: float) -> tuple[float, float]:
    """A place, in degrees, as x and y on the map."""
    return _PER_DEGREE * longitude + _WEST, _PER_RADIAN * log(tan(pi / 4 + radians(latitude) / 2)) + _NORTH


def areas() -> dict[str, list[list[Ring]]]:
    """Each region, by its Italian name, as areas: the ring around each, then those of its holes. An island of which a
    line is left is no area and left out.
    """
    shapes = {}
    for region, path in outlines().items():
        rings = [ring for piece in path.split("Z") if piece and len(ring := _ring(piece)) > _FEWEST_CORNERS]
        holes = [one for one in rings if any(_holds(other, one[0]) for other in rings if other is not one)]
        shapes[region] = [
            [ring, *(hole for hole in holes if _holds(ring, hole[0]))] for ring in rings if ring not in holes
        ]
    return shapes


def _holds(ring: Ring, place: tuple[float, float]) -> bool:
    """Whether a place lies in a ring: a line from it to the east crosses the ring an odd number of times."""
    latitude, longitude = place
    crossed = 0
    for (south, west), (north, east) in pairwise(ring):
        if (south > latitude) != (north > latitude):
            crossed += longitude < west + (east - west) * (latitude - south) / (north - south)
    return crossed % 2 == 1


def _ring(piece: str) -> Ring:
    numbers = [float(number) for number in piece.replace("M", " ").replace("L", " ").split()]
    ring = [_in_degrees(x, y) for x, y in zip(numbers[::2], numbers[1::2], strict=True)]
    return [*ring, ring[0]]


def _in_degrees(x: float, y: float) -> tuple[float, float]:
    """What lies at a point of the map: `on_outline` the other way round."""
    return degrees(2 * (atan(exp((y - _NORTH) / _PER_RADIAN)) - pi / 4)), (x - _WEST) / _PER_DEGREE
