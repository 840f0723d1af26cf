"""`python -m tests.bench` measures every bar of the program's speed in one run, and prints which are met.

It starts its own servers, and takes some ten minutes on a quiet machine; `--scale 20` divides what takes long by 20, to
try it. Ratios are of one run, CPU time where one process works, the clock where several do.
"""

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import nullcontext

from tests.bench import growth, machine, mailbox, peers, walk
from tests.bench.bars import Figures, measured, rows
from tests.services import fresh_database, postgresql


def _measurements(scale: int) -> Iterator[tuple[str, Callable[[], Figures]]]:
    def few(count: int) -> int:
        return max(count // scale, 4)

    yield "one process", lambda: walk.walk(few(60), 5 if scale == 1 else 2)
    yield "peers", lambda: peers.compare(few(20))
    yield "status", lambda: machine.status(5)
    yield "workers, SQLite", lambda: walk.workers("sqlite", lambda: nullcontext(""), few(240), 3)
    yield "workers, PostgreSQL", lambda: _on_postgresql(few(240))
    yield "fetch", lambda: mailbox.fetch(few(1000), 5)
    yield "idle poll", lambda: mailbox.idle(few(1000), few(100_000), 15)
    yield "memory", lambda: machine.memory(few(1600))
    last = max(20_000 // scale, 400)
    yield "growth, one office", lambda: growth.growth("growth one", 1, last)
    yield "growth, all offices", lambda: growth.growth("growth many", 106, last)


def _on_postgresql(count: int) -> Figures:
    with postgresql() as server:
        return walk.workers("postgresql", lambda: fresh_database(server.url, "raccolta_bench"), count, 3)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=int, default=1, help="divides what takes long")
    parser.add_argument("--only", default="", help="measure only what has this in its name")
    asked = parser.parse_args()
    found: Figures = {}
    failed = []
    for name, measure in _measurements(asked.scale):
        if asked.only in name:
            figures, failure = measured(name, measure)
            found |= figures
            failed += [failure] if failure else []
            sys.stdout.flush()
    print(*("", *rows(found), *failed), sep="\n")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
