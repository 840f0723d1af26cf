"""Where the time of the last readings went."""

from collections import defaultdict

import sqlalchemy as sa

from config.stages import STAGES
from store.database import Database
from store.tables import attempts

#: So many of the last readings count: enough to mean something, and the present rather than last year.
_READINGS = 200


def recent(database: Database) -> dict[str, float | int]:
    """Mean seconds by stage of the last readings that came to their end, and how many `readings` they were; {} if there
    was none.
    """
    query = sa.select(attempts.c.seconds).where(attempts.c.seconds.is_not(None))
    with database.read() as connection:
        rows = list(connection.execute(query.order_by(attempts.c.id.desc()).limit(_READINGS)).scalars())
    sums: dict[str, float] = defaultdict(float)
    for row in rows:
        for name, seconds in row.items():
            sums[name] += seconds
    means: dict[str, float | int] = {name: round(sums[name] / len(rows), 3) for name in STAGES if name in sums}
    return means | {"readings": len(rows)} if rows else {}
