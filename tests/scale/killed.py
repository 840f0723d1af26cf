"""`python -m tests.scale.killed [MAILS] [KILLS]` kills and revives three workers at random over a PostgreSQL of its
own, and prints what became of the mails. It ends with 1 if any was lost or doubled.
"""

import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from tests.faults.crowd import crowd, kill_and_revive, settings
from tests.faults.post import Post
from tests.services import fresh_database, postgresql

SEED = 5973
#: Seconds that one step may take.
_PATIENCE = 3600


def main(mails: int = 20_000, kills: int = 200) -> int:
    with ExitStack() as parts:
        url = parts.enter_context(fresh_database(parts.enter_context(postgresql()).url, "raccolta_killed"))
        folder = Path(parts.enter_context(tempfile.TemporaryDirectory()))
        workers, app = parts.enter_context(crowd(settings(url, folder, "procrastinate"), SEED))
        post = Post(app)

        def tell() -> None:
            if workers.kills % 10 == 0:
                print(f"{workers.kills} kills, {post.delivered} mails", flush=True)

        kill_and_revive(workers, post, mails, kills, _PATIENCE, tell)
        tally = post.tally()
        print(f"seed {SEED}, {workers.kills} kills: {tally.line()}")
        return not tally.is_clean()


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
