"""`python -m tests.scale.killed [MAILS] [KILLS]`: mails over PostgreSQL and S3-compatible storage with three workers that
are killed and revived at random; prints what became of the mails. It starts its own servers.
"""

import sys
import tempfile
from pathlib import Path

from tests.faults.crowd import crowd, left, wait_until
from tests.faults.test_several_workers import SEED, settings
from tests.services import fresh_database, postgresql, storage

#: Seconds that one step may take.
_PATIENCE = 3600


def main(mails: int = 20_000, kills: int = 400) -> None:
    with postgresql() as server, storage() as objects, tempfile.TemporaryDirectory() as folder:
        with fresh_database(server.url, "raccolta_killed") as url:
            environment = settings(url, Path(folder), "procrastinate") | objects.environment(objects.bucket())
            with crowd(environment, SEED) as (workers, app):
                for _ in range(3):
                    workers.bring_up()
                for kill in range(1, kills + 1):
                    workers.deliver(app, mails * kill // kills - workers.delivered)
                    behind = workers.chance.randrange(1 + mails // kills)
                    wait_until(lambda behind=behind: left(app) <= behind, _PATIENCE)
                    workers.kill_one()
                    if kill % 20 == 0:
                        print(f"{kill} kills, {workers.delivered} mails", flush=True)
                wait_until(lambda: left(app) == 0, _PATIENCE)
                print(f"seed {SEED}: {workers.tally(app).line()}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
