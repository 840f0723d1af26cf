"""`python -m tests.hostile [--engine sqlite|postgresql] [FOLDER …]`: takes in mails made to harm and prints a table.

Each mail is taken in by the installed command into a database of its own: what became of it, whether the good scheda
beside the harm is stored, how long it took, and the most memory that the service, a reader and a tool held. Without a
FOLDER
(of `.eml` files) our own cases are tried.
"""

import argparse
import json
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from tests.hostile.cases import CASES, GOOD_CAMPO
from tests.hostile.watching import Watched, watched
from tests.services import fresh_database, postgresql

RACCOLTA = str(Path(sys.executable).parent / "raccolta")
#: Seconds after which a case is given up.
_GIVEN_UP = 1800
_MIB = 1024 * 1024
#: What processes of ours are called; the service itself is known by its number.
_OURS = frozenset({"raccolta", "python", "python3", Path(sys.executable).name, Path(sys.executable).resolve().name})


def cases(folders: list[str]) -> Iterator[tuple[str, bytes]]:
    """Name and mail of each case."""
    if not folders:
        yield from ((name, make()) for name, make in CASES.items())
    for folder in folders:
        yield from ((str(f.relative_to(folder)), f.read_bytes()) for f in sorted(Path(folder).rglob("*.eml")))


def tried(mail: bytes, environment: dict[str, str]) -> tuple[Watched, list[dict[str, Any]]]:
    """How taking in one mail went, and the messages that are stored then."""
    with tempfile.TemporaryDirectory(prefix="raccolta-hostile-") as folder:
        file = Path(folder, "mail.eml")
        file.write_bytes(mail)
        told = {**environment, "RACCOLTA_DATA_DIR": f"{folder}/data"}
        went = watched([RACCOLTA, "import", str(file)], told, _GIVEN_UP)
        shown = watched([RACCOLTA, "export", "messages", "--format", "jsonl"], told, _GIVEN_UP)
        return went, [json.loads(line) for line in shown.output.splitlines()]


def of_kinds(peaks: Mapping[str, int]) -> tuple[int, int, int]:
    """The most bytes that the service, one of its readers and a tool held, of what was held by name."""
    own = {"service", *_OURS}
    readers = (size for name, size in peaks.items() if name in _OURS)
    tools = (size for name, size in peaks.items() if name not in own)
    return peaks.get("service", 0), max(readers, default=0), max(tools, default=0)


def row(name: str, went: Watched, stored: list[dict[str, Any]], good: int | None) -> tuple[str, bool]:
    """A row of the table, and whether the case is right."""
    states = ",".join(message["status"] for message in stored) or f"none (code {went.code})"
    campi = sorted(scheda["campo"] for message in stored for scheda in message["schede"])
    problems = Counter(problem["code"] for message in stored for problem in message["problems"])
    listed = " ".join(f"{code}×{count}" if count > 1 else code for code, count in sorted(problems.items()))
    fine = bool(stored) and (good in campi if good else bool(campi)) and not went.left
    fine = fine and "internal_error" not in problems and states != "failed"
    told = f"{'ok ' if fine else 'BAD'} {name:38} {states:9} {campi!s:8} {went.seconds:6.1f} s"
    memory = " ".join(f"{size // _MIB:5}" for size in of_kinds(went.peaks))
    return f"{told} {memory} {listed}{f'  LEFT: {went.left}' if went.left else ''}", fine


def main() -> int:
    """Prints the table; 1 if a case is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--only", default="", help="part of the names of the cases to try")
    parser.add_argument("folders", nargs="*")
    asked = parser.parse_args()
    print("    case, status, campi stored, seconds, most MiB of the service, of a reader and of a tool, problems")
    wrong = 0
    with ExitStack() as stack:
        server = stack.enter_context(postgresql()) if asked.engine == "postgresql" else None
        for number, (name, mail) in enumerate(cases(asked.folders)):
            if asked.only not in name:
                continue
            with ExitStack() as one:
                environment = {n: v for n, v in os.environ.items() if not n.startswith("RACCOLTA_")}
                if server is not None:
                    url = one.enter_context(fresh_database(server.url, f"raccolta_{os.getpid()}_{number}"))
                    environment["RACCOLTA_DATABASE_URL"] = url
                line, fine = row(name, *tried(mail, environment), None if asked.folders else GOOD_CAMPO)
            wrong += not fine
            print(line, flush=True)
    print(f"{wrong} wrong")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
