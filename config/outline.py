"""The outline of Italy for maps: a path per region, and where a place lies on it (decision 19)."""

import csv
from functools import cache
from importlib.resources import files
from math import log, pi, radians, tan

#: Left, top, width and height of the map, in the units of its paths.
BOX = (-4, -4, 620, 802)
#: To be said wherever the outline is shown: its licence asks for it.
CREDIT = "MapSVG (mapsvg.com), CC BY 4.0"
# Mercator; fitted to the outermost points of eight regions, none more than half a unit (about 700 metres) off.
_PER_DEGREE, _WEST, _PER_RADIAN, _NORTH = 51.2505, -339.149, -51.0538 * 180 / pi, 2732.67


@cache
def outlines() -> dict[str, str]:
    """The path of each of the 20 regions, by its Italian name, as SVG writes it (`M` and `L` with absolute numbers)."""
    table = files("config").joinpath("outline.csv").read_text(encoding="utf-8")
    return {row["region"]: row["path"] for row in csv.DictReader(table.splitlines())}


def on_outline(latitude: float, longitude: float) -> tuple[float, float]:
    """A place, in degrees, as x and y on the map."""
    return _PER_DEGREE * longitude + _WEST, _PER_RADIAN * log(tan(pi / 4 + radians(latitude) / 2)) + _NORTH
