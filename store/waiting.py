"""How much there is and how much waits for a person: the counts of `status`, the digest, the figures and the report,
each as the command or view lists it.
"""

import sqlalchemy as sa

from config.vocabulary import MessageKind
from store.reviews import NEEDS_A_LOOK
from store.settling import closed
from store.shortfall import wanting
from store.tables import decisions, link_proposals, messages, problems, protocolli, reviews, schede
from store.views import V_PROTOCOLLI, V_SCHEDE


def for_persons(connection: sa.Connection) -> dict[str, int]:
    """What waits for a person, and what one settled, counted."""
    same_scheda = (reviews.c.message_id == schede.c.message_id) & (reviews.c.scheda_key == schede.c.key)
    lost = count(connection, reviews, ~sa.exists().where(same_scheda))
    return {
        # As `review` lists them: those in force.
        "needs_review": _of_view(connection, f"{V_SCHEDE.name} WHERE needs_review = 1"),
        "agreements_in_doubt": _of_view(connection, f"{V_PROTOCOLLI.name} WHERE doubts IS NOT NULL"),
        "proposals": count(connection, link_proposals),
        "needs_a_look": connection.execute(_to_look_at()).scalar_one(),
        "decisions_without_scheda": lost
        + count(connection, decisions, decisions.c.unmet & decisions.c.undone_at.is_(None)),
        "unread": count(connection, messages, wanting()),
        "closed": count(connection, messages, closed()),
        "unknown_sender": count(
            connection, messages, messages.c.prefettura.is_(None) & (messages.c.kind == MessageKind.SUBMISSION)
        ),
    }


def of_records(connection: sa.Connection) -> dict[str, int]:
    """How many schede and agreements are in force, how many gave way to others, and of how many of those in force no
    office is known.
    """
    found: dict[str, int] = {}
    for name, view, table in (("schede", V_SCHEDE, schede), ("protocolli", V_PROTOCOLLI, protocolli)):
        in_force = _of_view(connection, view.name)
        found[f"{name}_in_force"] = in_force
        found[f"{name}_replaced"] = count(connection, table) - in_force
        found[f"{name}_without_office"] = _of_view(connection, f"{view.name} WHERE prefettura IS NULL")
    return found


def _of_view(connection: sa.Connection, rows: str) -> int:
    """How many rows of a view meet a condition."""
    return int(connection.execute(sa.text(f"SELECT count(*) FROM {rows}")).scalar_one())


def _to_look_at() -> sa.Select[int]:
    """The number of messages with a problem that a person should look at."""
    joined = problems.join(messages, messages.c.id == problems.c.message_id)
    return sa.select(sa.func.count(sa.distinct(problems.c.message_id))).select_from(joined).where(NEEDS_A_LOOK)


def count(connection: sa.Connection, table: sa.Table, condition: sa.ColumnElement[bool] | None = None) -> int:
    """The rows of a table, or those that meet a condition."""
    query = sa.select(sa.func.count()).select_from(table)
    return int(connection.execute(query if condition is None else query.where(condition)).scalar_one())
