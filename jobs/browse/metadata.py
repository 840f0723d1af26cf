"""What Datasette is told about the snapshot: meanings of tables and columns, what to count by, ready questions."""

from datetime import datetime
from typing import Any

from store.cookbook import Question, questions
from store.snapshot import Table, tables

#: The name of the database in addresses, and of its file.
NAME = "raccolta"
#: By what the rows of a table are counted beside it.
_FACETS = {
    "v_schede": ("campo", "region", "needs_review"),
    "v_schede_public": ("campo", "region", "needs_review"),
    "v_protocolli": ("kind", "region"),
    "v_parties": ("party_kind", "kind"),
    "v_offices": ("region", "replied"),
    "v_coverage": ("region", "campo"),
    "v_marked": ("campo", "described"),
    "v_messages": ("status", "kind", "trust"),
    "v_documents": ("kind", "status", "media_type"),
    "v_problems": ("code", "region"),
    "v_links": ("kind",),
    "v_reviews": ("changed",),
    "v_signatures": ("form", "integrity"),
    "v_vocabulary": ("list",),
}
#: The column that stands for a row where another table points at it.
_LABELS = {
    "v_schede": "title",
    "v_schede_public": "title",
    "v_protocolli": "title",
    "v_offices": "prefettura_name",
    "v_messages": "subject",
    "v_documents": "document",
}
#: What it says stands above every table.
_HIDDEN = frozenset({"v_dictionary"})


def metadata(now: datetime, *, full: bool) -> dict[str, Any]:
    """The description of the snapshot that was taken at `now`, in the form of Datasette's metadata."""
    chosen = tables(full=full)
    taken = f"A copy of the data as they stood on {now:%Y-%m-%d at %H:%M} UTC; start again for a newer one."
    data = "With personal data: do not pass it on." if full else "Personal data are left out."
    described = {
        "description": f"{data} {taken}",
        "source": "Ministero dell'Interno, circolare n. 5973 dell'11 novembre 2015",
        "tables": {table.name: _table(table) for table in chosen},
        "queries": _searches(full=full) | {one.name: _query(one, full=full) for one in _answerable(chosen, full=full)},
    }
    return {"title": "Replies to Circular 5973/2015", "databases": {NAME: described}}


def _table(table: Table) -> dict[str, Any]:
    described: dict[str, Any] = {
        "description": f"{table.view.meaning}.",
        "columns": dict(table.columns),
        "facets": list(_FACETS.get(table.name, ())),
        "hidden": table.name in _HIDDEN,
    }
    label = _LABELS.get(table.name)
    return described | ({"label_column": label} if label else {})


def _asked(question: Question, *, full: bool) -> Question:
    """The question, of the full texts where they are there."""
    return Question(question.words, question.sql.replace("v_schede_public", "v_schede")) if full else question


def _answerable(chosen: tuple[Table, ...], *, full: bool) -> list[Question]:
    """The questions of the cookbook that the snapshot can answer."""
    there = {table.name for table in chosen}
    return [one for one in questions() if _asked(one, full=full).views <= there]


def _query(question: Question, *, full: bool) -> dict[str, Any]:
    return {"title": question.words, "sql": _asked(question, full=full).sql}


def _searches(*, full: bool) -> dict[str, Any]:
    """Searches by words of whole texts; `words_of` is defined in `jobs.browse.plugin`."""
    schede = "v_schede" if full else "v_schede_public"
    return {
        "search-practices": _search("Search the practices", schede, "scheda_id, t.campo"),
        "search-agreements": _search(
            "Search titles and parties of agreements", "v_protocolli", "protocollo_id, t.kind, t.signed_on"
        ),
    }


def _search(title: str, table: str, columns: str) -> dict[str, Any]:
    sql = (
        f"SELECT t.{columns}, t.title, t.prefettura, t.prefettura_name, t.region,\n"
        f"  snippet({table}_fts, 1, '', '', ' … ', 30) AS words\n"
        f"FROM {table}_fts f JOIN {table} t ON t.rowid = f.rowid\n"
        f"WHERE {table}_fts MATCH words_of(:words)\nORDER BY f.rank LIMIT 100"
    )
    note = 'All words must stand in the text, in whatever form; "a phrase" as it is, -word not at all. The best 100.'
    return {"title": title, "description": note, "sql": sql, "hide_sql": True}
