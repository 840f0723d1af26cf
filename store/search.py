"""Full text search over schede and agreements, and practices like a given one. Both engines, from what is stored at
reading time.

PostgreSQL: a `tsvector` of the Italian configuration with a GIN index. SQLite: FTS5. The words are folded before they
are stored (`store/wording.py`), so that accents count on neither.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log, sqrt
from typing import Any

import sqlalchemy as sa

from config.errors import NotFoundError
from store.database import Database
from store.tables import documents, protocolli, search_texts
from store.views import V_PROTOCOLLI, V_SCHEDE
from store.wording import Asked, asked, forms, snippet, stem

#: Words of a practice by which its likes are sought, and how many texts they may bring in all.
_TELLING, _CANDIDATES = 60, 1500


@dataclass(frozen=True, slots=True)
class Hit:
    """A scheda or agreement that was found: `what` is `scheda` or `protocollo`, `number` its number, `campo` None for
    an agreement, `score` larger is better and only for comparison, `snippet` the words around what was found.
    """

    what: str
    number: int
    message: int
    campo: int | None
    prefettura: str | None
    region: str | None
    title: str
    snippet: str
    score: float


@dataclass(frozen=True, slots=True)
class Narrow:
    """What a search is narrowed to; None leaves it open. With a `campo` agreements count if a scheda of it stands on
    them.
    """

    campo: int | None = None
    region: str | None = None
    prefettura: str | None = None


def search(database: Database, words: str, narrow: Narrow = Narrow(), most: int = 20) -> list[Hit]:
    """The schede and agreements in force that hold the words, the best first. Raises UsageError for a query without a
    word.
    """
    question = asked(words)
    with database.read() as connection:
        found = _matches(connection, question, narrow, most, is_sqlite=database.is_sqlite)
        hits = [_hit(connection, row, question.wanted) for row in found]
    return sorted(hits, key=lambda hit: (-hit.score, hit.what, hit.number))


def similar(database: Database, scheda: int, most: int = 10) -> list[Hit]:
    """Schede in force that speak of the same things, of other offices and the own, the likest first. Raises
    NotFoundError.
    """
    with database.read() as connection:
        own = connection.execute(sa.select(search_texts).where(search_texts.c.scheda_id == scheda)).mappings().first()
        if own is None:
            raise NotFoundError(f"there is no scheda {scheda}")
        said = Counter(map(stem, f"{own['title']} {own['body']}".split()))
        telling = _telling(connection, own, is_sqlite=database.is_sqlite)
        rarity = {stem(word): weight for word, weight in telling.items()}
        rows = _sharing(connection, telling, is_sqlite=database.is_sqlite)
        ranked = sorted(_ranked(said, rarity, rows, scheda), reverse=True)[: most * 3]
        shown = _shown(connection, "schede", [number for _, number in ranked])
        words = [(root,) for root in rarity]
        hits = [_made("scheda", shown[number], words, score) for score, number in ranked if number in shown]
        return hits[:most]


def _matches(
    connection: sa.Connection, question: Asked, narrow: Narrow, most: int, *, is_sqlite: bool
) -> Sequence[sa.RowMapping]:
    """The best entries of the index that are in force and not narrowed away, schede and agreements."""
    ranked = _ranked_sqlite(question) if is_sqlite else _ranked_postgresql(question)
    values: dict[str, Any] = {"query": ranked[1], "most": most} | {
        name: getattr(narrow, name) for name in ("campo", "prefettura")
    }
    values["region"] = narrow.region.lower() if narrow.region else None
    parts = []
    for view, number, of_campo in (
        (V_SCHEDE.name, "scheda_id", "v.campo = :campo"),
        (V_PROTOCOLLI.name, "protocollo_id", _BEHIND_A_SCHEDA),
    ):
        conditions = [f"v.{number} = f.{number}"]
        conditions += [of_campo] if narrow.campo else []
        conditions += ["v.prefettura = :prefettura"] if narrow.prefettura else []
        conditions += ["LOWER(v.region) = :region"] if narrow.region else []
        # Of EXISTS PostgreSQL would make one table of all records in force, to look up a few.
        here = f"(SELECT COUNT(*) FROM {view} v WHERE {' AND '.join(conditions)}) > 0"
        parts.append(f"(f.{number} IS NOT NULL AND {here})")
    statement = f"SELECT f.* FROM ({ranked[0]}) f WHERE {' OR '.join(parts)} ORDER BY f.score DESC, f.id LIMIT :most"
    bound = {name: value for name, value in values.items() if f":{name}" in statement}
    return connection.execute(sa.text(statement), bound).mappings().all()


_BEHIND_A_SCHEDA = (
    "EXISTS (SELECT 1 FROM scheda_protocollo x JOIN v_schede w ON w.scheda_id = x.scheda_id"
    " WHERE x.protocollo_id = v.protocollo_id AND w.campo = :campo)"
)


def _ranked_sqlite(question: Asked) -> tuple[str, str]:
    """All entries with the words and their rank, a title weighing three times a text."""
    statement = (
        "SELECT t.id, t.scheda_id, t.protocollo_id, -bm25(search_fts, 3.0, 1.0) AS score"
        " FROM search_fts JOIN search_texts t ON t.id = search_fts.rowid WHERE search_fts MATCH :query"
    )
    return statement, fts5(question)


def _ranked_postgresql(question: Asked) -> tuple[str, str]:
    # 1 divides by the logarithm of the length, as bm25 discounts long texts.
    statement = (
        "SELECT t.id, t.scheda_id, t.protocollo_id, ts_rank(t.vector, q, 1) AS score"
        " FROM search_texts t, to_tsquery('italian', :query) q WHERE t.vector @@ q"
        # Sorted apart, so that whether a record is in force is asked of the best until there are enough, not of all.
        " ORDER BY score DESC, t.id OFFSET 0"
    )
    return statement, tsquery(question)


def fts5(question: Asked) -> str:
    """The question in the words of FTS5: beginnings of words, since it knows no Italian endings."""
    wanted = " AND ".join(map(_phrase, question.wanted))
    return f"({wanted})" + "".join(f" NOT {_phrase(phrase)}" for phrase in question.unwanted)


def _phrase(phrase: Sequence[str]) -> str:
    if len(phrase) > 1:
        return f'"{" ".join(phrase)}"'
    shapes = [f'"{form[:-1]}"*' if form.endswith("*") else f'"{form}"' for form in forms(phrase[0])]
    return f"({' OR '.join(shapes)})" if len(shapes) > 1 else shapes[0]


def tsquery(question: Asked) -> str:
    """The question in the words of PostgreSQL's to_tsquery, which knows the endings of longer words itself."""
    wanted = " & ".join(map(_tsphrase, question.wanted))
    return wanted + "".join(f" & !{_tsphrase(phrase)}" for phrase in question.unwanted)


def _tsphrase(phrase: Sequence[str]) -> str:
    if len(phrase) > 1:
        return "(" + " <-> ".join(f"'{word}'" for word in phrase) + ")"
    shapes = [phrase[0] if form.endswith("*") else form for form in forms(phrase[0])]
    return "(" + " | ".join(f"'{shape}'" for shape in shapes) + ")"


def _hit(connection: sa.Connection, row: sa.RowMapping, wanted: Iterable[Sequence[str]]) -> Hit:
    what, number = ("schede", row["scheda_id"]) if row["scheda_id"] else ("protocolli", row["protocollo_id"])
    return _made(
        "scheda" if what == "schede" else "protocollo", _shown(connection, what, [number])[number], wanted, row["score"]
    )


def _shown(connection: sa.Connection, what: str, numbers: Sequence[int]) -> dict[int, Any]:
    """What is shown of records in force, by number."""
    if what == "schede":
        query = sa.text(
            "SELECT scheda_id AS number, message_id, campo, prefettura, region, title, description AS text"
            " FROM v_schede WHERE scheda_id IN :n"
        )
    else:
        query = sa.text(
            "SELECT v.protocollo_id AS number, v.message_id, NULL AS campo, v.prefettura, v.region, v.title, d.text"
            f" FROM {V_PROTOCOLLI.name} v JOIN {protocolli.name} a ON a.id = v.protocollo_id JOIN {documents.name} d "
            f"ON d.id = a.document_id WHERE v.protocollo_id IN :n"
        )
    rows = connection.execute(query.bindparams(sa.bindparam("n", expanding=True)), {"n": list(numbers)})
    return {row["number"]: row for row in rows.mappings()}


def _made(what: str, row: Any, wanted: Iterable[Sequence[str]], score: float) -> Hit:
    office = (row["prefettura"], row["region"])
    around = snippet(row["text"], wanted)
    return Hit(
        what,
        row["number"],
        row["message_id"],
        row["campo"],
        *office,
        row["title"] or "",
        around,
        round(float(score), 6),
    )


def _telling(connection: sa.Connection, own: sa.RowMapping, *, is_sqlite: bool) -> dict[str, float]:
    """The telling words of a text and how much each tells: rare ones more, those of one text or of very many not at
    all.
    """
    words = Counter(word for word in f"{own['title']} {own['body']}".split() if len(word) > 3 and not word.isdigit())
    roots: dict[str, str] = {}
    for word, _ in sorted(words.items(), key=lambda item: (-item[1] * len(item[0]), item[0])):
        roots.setdefault(stem(word), word)
    total = connection.execute(sa.select(sa.func.count()).select_from(search_texts)).scalar_one()
    counted = [(_count(connection, word, is_sqlite=is_sqlite), word) for word in list(roots.values())[:_TELLING]]
    telling: dict[str, float] = {}
    left = _CANDIDATES
    for count, word in sorted(counted):
        if count > 1 and (count <= left or not telling):
            telling[word] = log(1 + total / count)
            left -= count
    return telling


def _count(connection: sa.Connection, word: str, *, is_sqlite: bool) -> int:
    """In how many texts a word stands; counting ends where it would bring too many."""
    match = (
        "search_fts WHERE search_fts MATCH :q"
        if is_sqlite
        else "search_texts WHERE vector @@ to_tsquery('italian', :q)"
    )
    question = Asked(((word,),))
    query = fts5(question) if is_sqlite else tsquery(question)
    limited = sa.text(f"SELECT COUNT(*) FROM (SELECT 1 FROM {match} LIMIT {_CANDIDATES + 1}) t")
    return int(connection.execute(limited, {"q": query}).scalar_one())


def _sharing(connection: sa.Connection, telling: Iterable[str], *, is_sqlite: bool) -> Sequence[sa.RowMapping]:
    """Schede that share one of the telling words."""
    phrases = [(word,) for word in telling]
    if not phrases:
        return []
    if is_sqlite:
        match = "search_fts f JOIN search_texts t ON t.id = f.rowid WHERE search_fts MATCH :q"
        query = " OR ".join(map(_phrase, phrases))
    else:
        match = "search_texts t WHERE t.vector @@ to_tsquery('italian', :q)"
        query = " | ".join(map(_tsphrase, phrases))
    statement = f"SELECT t.scheda_id, t.title, t.body FROM {match} AND t.scheda_id IS NOT NULL LIMIT {2 * _CANDIDATES}"
    return connection.execute(sa.text(statement), {"q": query}).mappings().all()


def _ranked(
    said: Counter[str], rarity: dict[str, float], rows: Sequence[sa.RowMapping], scheda: int
) -> Iterable[tuple[float, int]]:
    """The cosine of the telling words, weighed by their rarity, with the number of each scheda."""
    mine = {root: log(1 + said[root]) * weight for root, weight in rarity.items()}
    length = sqrt(sum(weight * weight for weight in mine.values())) or 1.0
    for row in rows:
        if row["scheda_id"] == scheda:
            continue
        words = Counter(map(stem, f"{row['title']} {row['body']}".split()))
        common = sum(weight * log(1 + words[root]) * rarity[root] for root, weight in mine.items())
        size = sqrt(sum((log(1 + words[root]) * rarity[root]) ** 2 for root in mine)) or 1.0
        shorter, longer = sorted((words.total(), said.total()))
        # Texts of quite another length share words by chance.
        yield common / (length * size) * sqrt(shorter / longer), row["scheda_id"]
