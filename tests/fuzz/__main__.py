"""`python -m tests.fuzz [--seconds 600] [--seed 5973] [--only docx]`: spoils specimens and reads them until the time is
up.

Prints what raises, hangs, ends its process or loses the good scheda beside it, and keeps those mails in
`build/fuzz/`. The same seed tries the same files in the same order.
"""

import argparse
import sys
import time
from collections import Counter
from pathlib import Path

from tests.fuzz.specimens import SPECIMENS
from tests.fuzz.trying import Find, tried

#: Files of each specimen in one round.
_ROUND = 20


def kept(find: Find, folder: Path) -> Path:
    """Where a find is kept."""
    file = folder / f"{find.name}-{find.seed}.eml"
    file.write_bytes(find.original)
    return file


def main() -> int:
    """Prints the finds; 1 if there are any."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=5973)
    parser.add_argument("--only", default="", help="part of the names of the specimens to spoil")
    asked = parser.parse_args()
    folder = Path("build/fuzz")
    folder.mkdir(parents=True, exist_ok=True)
    specimens = {name: make() for name, make in SPECIMENS.items() if asked.only in name}
    end, seed = time.monotonic() + asked.seconds, asked.seed * 1_000_000
    count: Counter[str] = Counter()
    told: Counter[str] = Counter()
    while time.monotonic() < end:
        for name, specimen in specimens.items():
            for find in tried([(name, specimen, seed + step) for step in range(_ROUND)], folder):
                told[find.fault] += 1
                if told[find.fault] <= 3:
                    print(f"{find.name} {find.seed}: {find.fault}  {kept(find, folder)}", flush=True)
            count[name] += _ROUND
            if time.monotonic() >= end:
                break
        seed += _ROUND
    print(f"{sum(count.values())} files tried, {sum(told.values())} finds of {len(told)} kinds")
    for name, number in sorted(count.items()):
        print(f"  {name:18} {number:6}")
    return int(bool(told))


if __name__ == "__main__":
    sys.exit(main())
