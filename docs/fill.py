"""Writes the tables of docs/operators.md and docs/analysts.md from the code. Run by `make docs`; a test holds them
equal.
"""

import re
from pathlib import Path
from typing import Any

from config.settings import PREFIX, Settings
from store.cookbook import questions
from store.views import VIEWS

FOLDER = Path(__file__).parent


def settings_table() -> str:
    """All settings with default and meaning."""
    lines = ["| setting | default | meaning |", "| --- | --- | --- |"]
    for name, field in Settings.model_fields.items():
        default: Any = field.default if field.default_factory is None else "CPU cores, at most 4"
        shown = "" if default is None else f"`{default}`" if field.default_factory is None else default
        lines.append(f"| `{PREFIX}{name.upper()}` | {shown} | {field.description} |")
    return "\n".join(lines)


def views_tables() -> str:
    """All views with their columns."""
    parts = []
    for view in VIEWS:
        rows = "\n".join(f"| `{name}` | {meaning} |" for name, _, meaning in view.columns)
        parts.append(f"## {view.name}\n\n{view.meaning}.\n\n| column | meaning |\n| --- | --- |\n{rows}")
    return "\n\n".join(parts)


def cookbook() -> str:
    """All questions with their queries."""
    return "\n\n".join(f"{one.words}\n\n```sql\n{one.sql};\n```" for one in questions())


def filled(text: str, name: str, content: str) -> str:
    """The text with what stands between the marks of `name` replaced."""
    marks = f"<!-- {name} -->", f"<!-- end of {name} -->"
    return re.sub(
        re.escape(marks[0]) + ".*?" + re.escape(marks[1]),
        lambda _: f"{marks[0]}\n{content}\n{marks[1]}",
        text,
        flags=re.DOTALL,
    )


def documents() -> dict[Path, str]:
    """The documents as they should be."""
    operators, analysts = FOLDER / "operators.md", FOLDER / "analysts.md"
    return {
        operators: filled(operators.read_text(encoding="utf-8"), "settings", settings_table()),
        analysts: filled(filled(analysts.read_text(encoding="utf-8"), "views", views_tables()), "cookbook", cookbook()),
    }


if __name__ == "__main__":
    for path, text in documents().items():
        path.write_text(text, encoding="utf-8")
