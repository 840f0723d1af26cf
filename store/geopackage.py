"""The replies as a map: a GeoPackage (OGC 12-128r17, version 1.3) with the 106 offices as points and the 20 regions as
areas, each with its counts. QGIS and every program on GDAL open it.
"""

import sqlite3
import struct
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from config.campi import CAMPI
from config.outline import CREDIT, Ring, areas
from config.prefetture import places
from store.column_types import ColumnType, type_of
from store.database import Database
from store.export import stream
from store.views import V_COVERAGE
from store.views_of_offices import V_OFFICES

#: WGS 84, degrees of longitude and latitude in this order.
_SRS = 4326
_WGS84 = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],'
    'AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],'
    'UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4326"]]'
)
#: Clauses 1.1.1.1.1 and 1.1.2.1.1: what tells the file from any other of SQLite, and the tables that it must have.
_FRAME = """
PRAGMA application_id = 0x47504B47;
PRAGMA user_version = 10300;
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
INSERT INTO gpkg_spatial_ref_sys VALUES
  ('Undefined Cartesian SRS', -1, 'NONE', -1, 'undefined', 'undefined Cartesian coordinate reference system'),
  ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', 'undefined geographic coordinate reference system');
CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
  description TEXT DEFAULT '', last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL,
  geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name), CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
CREATE TABLE gpkg_extensions (table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL,
  definition TEXT NOT NULL, scope TEXT NOT NULL,
  CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name));
CREATE TABLE gpkg_data_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT,
  description TEXT, mime_type TEXT, constraint_name TEXT,
  CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name), CONSTRAINT gdc_tn UNIQUE (table_name, name));
CREATE TABLE gpkg_data_column_constraints (constraint_name TEXT NOT NULL, constraint_type TEXT NOT NULL, value TEXT,
  min NUMERIC, min_is_inclusive BOOLEAN, max NUMERIC, max_is_inclusive BOOLEAN, description TEXT,
  CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value));
INSERT INTO gpkg_extensions VALUES
  ('gpkg_data_columns', NULL, 'gpkg_schema', 'http://www.geopackage.org/spec121/#extension_schema', 'read-write'),
  ('gpkg_data_column_constraints', NULL, 'gpkg_schema', 'http://www.geopackage.org/spec121/#extension_schema',
   'read-write');
"""
_TYPES = {ColumnType.WHOLE: "INTEGER", ColumnType.MOMENT: "DATETIME"}
_OF_CAMPI = tuple(
    (f"campo_{one.number}", f"Number of schede in force of campo {one.number}: {one.title}") for one in CAMPI
)
_OFFICE = (*((name, meaning) for name, _, meaning in V_OFFICES.columns), *_OF_CAMPI)
#: Counts of offices that are added up for their region.
_SUMMED = ("replied", "replies", "schede", "protocolli", "open_problems", *(name for name, _ in _OF_CAMPI))
_REGION = (
    ("region", "Region"),
    ("offices", "Number of its offices"),
    ("replied", "Number of those that sent schede or agreements"),
    *((name, meaning) for name, meaning in _OFFICE if name in _SUMMED and name != "replied"),
)
#: Counts that no view has.
_COUNTS = frozenset({"offices", *(name for name, _ in _OF_CAMPI)})


def write_map(database: Database, file: Path, now: datetime) -> int:
    """Writes the layers `offices` and `regions` into the new file and returns the number of offices."""
    offices = _offices(database)
    points = [(_point(*places()[office["prefettura"]]), office) for office in offices]
    regions = {region["region"]: region for region in _regions(offices)}
    shaped = [(_areas(polygons), regions[name]) for name, polygons in sorted(areas().items())]
    file.unlink(missing_ok=True)
    link = sqlite3.connect(file)
    try:
        link.executescript(_FRAME)
        wgs84 = ("WGS 84 geodetic", _SRS, "EPSG", _SRS, _WGS84, "longitude/latitude in decimal degrees on WGS 84")
        link.execute("INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)", wgs84)
        _layer(link, "offices", f"{V_OFFICES.meaning}. Places to about a kilometre", "POINT", _OFFICE, points, now)
        said = f"The 20 regions with the counts of their offices. Boundaries simplified, to about 1.5 km: {CREDIT}"
        _layer(link, "regions", said, "MULTIPOLYGON", _REGION, shaped, now)
        link.commit()
    finally:
        link.close()
    return len(offices)


def _offices(database: Database) -> list[dict[str, Any]]:
    """The 106 offices with their counts, all of one moment."""
    with database.read() as connection:
        offices = {row["prefettura"]: row for row in stream(connection, _all_of(V_OFFICES.name, V_OFFICES.names))}
        for row in stream(connection, _all_of(V_COVERAGE.name, ("prefettura", "campo", "schede"))):
            offices[row["prefettura"]][f"campo_{row['campo']}"] = row["schede"]
    return [offices[sigla] for sigla in sorted(offices)]


def _all_of(view: str, names: Sequence[str]) -> sa.Select[Any]:
    columns: list[Any] = [sa.column(name) for name in names]
    return sa.select(*columns).select_from(sa.table(view))


def _regions(offices: Iterable[Mapping[str, Any]]) -> Iterable[dict[str, Any]]:
    sums: dict[str, dict[str, Any]] = defaultdict(lambda: {"offices": 0} | dict.fromkeys(_SUMMED, 0))
    for office in offices:
        region = sums[office["region"]]
        region["offices"] += 1
        for name in _SUMMED:
            region[name] += office[name]
    return [{"region": name} | counts for name, counts in sums.items()]


def _layer(
    link: sqlite3.Connection, name: str, said: str, shape: str, columns: Sequence[tuple[str, str]],
    features: Sequence[tuple[bytes, Mapping[str, Any]]], now: datetime,
) -> None:  # fmt: skip
    """One table of features, and what the tables of the frame say of it."""
    typed = ", ".join(f"{column} {_type(column)}" for column, _ in columns)
    link.execute(f"CREATE TABLE {name} (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom {shape}, {typed})")
    marks = ", ".join("?" * (len(columns) + 1))
    names = ", ".join(column for column, _ in columns)
    link.executemany(
        f"INSERT INTO {name} (geom, {names}) VALUES ({marks})",
        [(shaped, *(_value(column, row[column]) for column, _ in columns)) for shaped, row in features],
    )
    box = _box(name)
    about = (name, "features", name, said, _moment(now), *box, _SRS)
    link.execute("INSERT INTO gpkg_contents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", about)
    link.execute("INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', ?, ?, 0, 0)", (name, shape, _SRS))
    link.executemany(
        "INSERT INTO gpkg_data_columns (table_name, column_name, name, description) VALUES (?, ?, ?, ?)",
        [(name, column, column, meaning) for column, meaning in columns],
    )


def _type(column: str) -> str:
    return "INTEGER" if column in _COUNTS else _TYPES.get(type_of(column), "TEXT")


def _box(name: str) -> tuple[float, float, float, float]:
    """Least and greatest longitude and latitude of a layer, as (west, south, east, north)."""
    every = list(places().values())
    if name == "regions":
        every = [place for polygons in areas().values() for rings in polygons for ring in rings for place in ring]
    latitudes, longitudes = zip(*every, strict=True)
    return min(longitudes), min(latitudes), max(longitudes), max(latitudes)


def _value(column: str, value: Any) -> Any:
    return _moment(datetime.fromisoformat(value)) if value and type_of(column) is ColumnType.MOMENT else value


def _moment(moment: datetime) -> str:
    """A moment as the standard writes it (table 1, DATETIME)."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.000Z"


def _point(latitude: float, longitude: float) -> bytes:
    return _header() + struct.pack("<BI2d", 1, 1, longitude, latitude)


def _areas(polygons: Sequence[Sequence[Ring]]) -> bytes:
    """Polygons, together one shape (well-known binary, types 3 and 6)."""
    parts = [struct.pack("<BII", 1, 3, len(rings)) + b"".join(map(_corners, rings)) for rings in polygons]
    return _header() + struct.pack("<BII", 1, 6, len(parts)) + b"".join(parts)


def _corners(ring: Ring) -> bytes:
    return struct.pack("<I", len(ring)) + b"".join(
        struct.pack("<2d", longitude, latitude) for latitude, longitude in ring
    )


def _header() -> bytes:
    """Clause 2.1.3: magic, version, flags (little-endian, no envelope), reference system."""
    return b"GP" + struct.pack("<BBi", 0, 1, _SRS)
