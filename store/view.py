"""What a view is, and how its SELECT is written for each engine."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class View:
    """A view: its name, what it shows, its columns in order as (name, SQL, meaning), and the rest of the SELECT."""

    name: str
    meaning: str
    columns: tuple[tuple[str, str, str], ...]
    source: str

    @property
    def select(self) -> str:
        """The SELECT statement for SQLite."""
        return "SELECT " + ", ".join(f"{sql} AS {name}" for name, sql, _ in self.columns) + " " + self.source

    @property
    def names(self) -> tuple[str, ...]:
        """The columns."""
        return tuple(name for name, _, _ in self.columns)

    def select_for(self, engine: str) -> str:
        """The same for `sqlite` or `postgresql`, which call one function by different names."""
        return self.select if engine == "sqlite" else self.select.replace("GROUP_CONCAT(", "STRING_AGG(")


def of_rows(name: str, meaning: str, columns: Sequence[tuple[str, str]], rows: Iterable[Sequence[str | int]]) -> View:
    """A view of fixed rows. Both engines call the columns of VALUES column1, column2 and so on."""
    values = ", ".join("(" + ", ".join(_literal(value) for value in row) + ")" for row in rows)
    named = tuple((column, f"column{place}", text) for place, (column, text) in enumerate(columns, 1))
    return View(name, meaning, named, f"FROM (VALUES {values}) t")


def _literal(value: str | int) -> str:
    return str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"
