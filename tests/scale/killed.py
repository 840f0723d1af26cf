"""`python -m tests.scale.killed [MAILS] [KILLS]` kills and revives three workers at random, on PostgreSQL and
S3-compatible storage of its own, and prints what became of the mails.
"""

import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from tests.faults.crowd import crowd, left, wait_until
from tests.faults.test_several_workers import SEED, settings
from tests.services import fresh_database, postgresql, storage

#: Seconds that one step may take.
_PATIENCE = 3600


def main(mails: int = 20_000, kills: int = 400) -> None:
    with ExitStack() as parts:
        url = parts.enter_context(fresh_database(parts.enter_context(postgresql()).url, "raccolta_killed"))
        objects = parts.enter_context(storage())
        folder = Path(parts.enter_context(tempfile.TemporaryDirectory()))
        environment = settings(url, folder, "procrastinate") | objects.environment(objects.bucket())
        workers, app = parts.enter_context(crowd(environment, SEED))
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
