"""The map of the replies, read by GDAL, which QGIS reads with, and held against the standard."""

import sqlite3
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyogrio
import pytest
from click.testing import Result

from config.outline import areas, on_outline, outlines
from config.prefetture import places, prefetture
from store import schema
from store.database import Database
from store.export import rows_of
from tests.specimens.campaign import fill


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("map")
    database = Database(f"sqlite:///{folder / 'raccolta.db'}")
    schema.upgrade(database)
    fill(database, 90)
    database.close()
    return folder


@pytest.fixture
def made(data: Path, tmp_path: Path, command: Callable[..., Result]) -> Path:
    file = tmp_path / "uffici.gpkg"
    done = command("export", "offices", "--format", "gpkg", "-o", str(file), "--data-dir", str(data))
    assert done.exit_code == 0, done.output
    return file


def _read(file: Path, layer: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What GDAL says of a layer, and its features; it warns of what is not as the standard says."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        about, _, shapes, columns = pyogrio.raw.read(file, layer=layer)
    names = [*about["fields"], "shape"]
    return about, [dict(zip(names, row, strict=True)) for row in zip(*columns, shapes, strict=True)]


def test_the_offices_lie_where_they_are_with_their_counts(made: Path, data: Path) -> None:
    assert pyogrio.list_layers(made).tolist() == [["offices", "Point"], ["regions", "MultiPolygon"]]
    about, features = _read(made, "offices")
    assert about["crs"] == "EPSG:4326"
    assert {row["prefettura"] for row in features} == {office.sigla for office in prefetture()}
    west, south, east, north = pyogrio.read_info(made, layer="offices")["total_bounds"]
    latitudes, longitudes = zip(*places().values(), strict=True)
    assert (west, south) == pytest.approx((min(longitudes), min(latitudes)))
    assert (east, north) == pytest.approx((max(longitudes), max(latitudes)))
    database = Database(f"sqlite:///{data / 'raccolta.db'}")
    for right in rows_of(database, "offices"):
        (given,) = (row for row in features if row["prefettura"] == right["prefettura"])
        assert (given["schede"], given["replied"], given["region"]) == (
            right["schede"],
            right["replied"],
            right["region"],
        )
        assert sum(given[f"campo_{number}"] for number in range(1, 12)) == right["schede"]
        first = right["first_reply_at"]
        assert (str(given["first_reply_at"])[:19] if first else "NaT") == (first[:19] if first else "NaT")
    database.close()


def test_the_regions_hold_the_counts_of_their_offices(made: Path) -> None:
    _, offices = _read(made, "offices")
    _, regions = _read(made, "regions")
    assert {row["region"] for row in regions} == {office.region for office in prefetture()} == set(outlines())
    for name in ("replied", "schede", "protocolli", "campo_5", "open_problems"):
        for region in regions:
            assert region[name] == sum(row[name] for row in offices if row["region"] == region["region"])
    assert sum(row["offices"] for row in regions) == 106


def test_most_offices_lie_in_their_region(made: Path) -> None:
    """Boundaries are simplified, so that an office at a coast may lie beside it."""
    found = 0
    for office in prefetture():
        latitude, longitude = places()[office.sigla]
        box = (longitude, latitude, longitude, latitude)
        _, _, _, columns = pyogrio.raw.read(made, layer="regions", columns=["region"], bbox=box, read_geometry=False)
        found += office.region in columns[0]
    assert found >= 100


def test_the_file_is_as_the_standard_says(made: Path) -> None:
    link = sqlite3.connect(made)

    def one(sql: str) -> Any:
        return link.execute(sql).fetchone()[0]

    assert one("PRAGMA application_id") == 0x47504B47  # requirement 2
    assert one("PRAGMA user_version") >= 10200
    assert one("PRAGMA integrity_check") == "ok"  # requirement 6
    assert link.execute("PRAGMA foreign_key_check").fetchall() == []  # requirement 7
    systems = {row[0] for row in link.execute("SELECT srs_id FROM gpkg_spatial_ref_sys")}
    assert systems >= {-1, 0, 4326}  # requirement 11
    for layer, least in (("offices", 106), ("regions", 20)):
        blobs = [row[0] for row in link.execute(f"SELECT geom FROM {layer}")]
        assert len(blobs) == least
        assert {blob[:4] for blob in blobs} == {b"GP\x00\x01"}  # requirement 19
        described = {
            row[0] for row in link.execute("SELECT column_name FROM gpkg_data_columns WHERE table_name = ?", [layer])
        }
        columns = {row[1] for row in link.execute(f"PRAGMA table_info({layer})")}
        assert columns - described == {"fid", "geom"}
    link.close()


def test_areas_are_the_pieces_of_the_outline() -> None:
    for region, polygons in areas().items():
        drawn = {piece for piece in outlines()[region].split("Z") if piece.count("L") > 1}
        rings = [ring for polygon in polygons for ring in polygon]
        corners = [[on_outline(*place) for place in ring] for ring in rings]
        assert all(ring[0] == ring[-1] for ring in rings)
        assert {"M" + "L".join(f"{round(x)} {round(y)}" for x, y in ring[:-1]) for ring in corners} == drawn
    # A piece of Toscana lies within Emilia-Romagna.
    assert sorted(len(polygon) for polygon in areas()["Emilia-Romagna"])[-1] == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("schede", "-o", "x.gpkg"), "offices alone"),
        (("all", "-o", "x"), "offices alone"),
        (("offices",), "needs a file"),
        (("offices", "--status", "done", "-o", "x.gpkg"), "of all messages"),
    ],
)
def test_only_offices_are_a_map(
    arguments: tuple[str, ...], said: str, data: Path, command: Callable[..., Result]
) -> None:
    done = command("export", *arguments, "--format", "gpkg", "--data-dir", str(data))
    assert done.exit_code != 0
    assert said in str(done.exception)
