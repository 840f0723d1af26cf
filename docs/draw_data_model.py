"""Draws docs/data-model.svg from the tables themselves; needs Graphviz. Run by `make docs`."""

import subprocess
from html import escape
from pathlib import Path

from store import tables_of_digests, tables_of_letters, tables_of_links, tables_of_privacy  # noqa: F401
from store.tables import metadata


def dot() -> str:
    """The picture as Graphviz source: a box per table with its columns, an arrow per foreign key."""
    lines = [
        'digraph { rankdir=LR; node [shape=plain, fontname="Helvetica", fontsize=10]; edge [color="#667788", '
        "arrowsize=0.6];"
    ]
    for table in metadata.sorted_tables:
        rows = [f'<tr><td bgcolor="#dde6f0" align="left"><b>{table.name}</b></td></tr>']
        for column in table.columns:
            mark = "● " if column.primary_key else "→ " if column.foreign_keys else ""
            rows.append(f'<tr><td align="left" port="{column.name}">{mark}{escape(column.name)}</td></tr>')
        lines.append(
            f'{table.name} [label=<<table border="0" cellborder="1" cellspacing="0" '
            f'cellpadding="3">{"".join(rows)}</table>>];'
        )
        for key in table.foreign_keys:
            lines.append(f"{table.name}:{key.parent.name} -> {key.column.table.name};")
    return "\n".join([*lines, "}"])


if __name__ == "__main__":
    target = Path(__file__).with_name("data-model.svg")
    subprocess.run(["dot", "-Tsvg", "-o", str(target)], input=dot(), text=True, check=True)
