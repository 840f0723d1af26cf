"""Practices put one behind the other in a letter, with nothing between that says so: is their number right, is a wrong
one told?

`python -m tests.accuracy.joined` prints the figures by layout; `--adopt` makes them the board.
"""

import json
import sys
from collections import Counter
from itertools import islice
from pathlib import Path

from config.limits import Limits
from jobs.demo.build import mail
from jobs.pipeline import read_submission
from tests.accuracy import several
from tests.accuracy.labelled import DEVELOPMENT
from tests.accuracy.replies import BODY, BOX, Gold, pairs_of
from tests.learning.borders import CLOSING, LAYOUTS, OPENING, Letter, letters
from tests.specimens.envelopes import DATE

BOARD = Path(__file__).with_name("joined.json")
#: So many letters of each writer and layout are read.
LETTERS = 7
_ANY_CAMPO = tuple(range(1, 12))


def measure() -> dict[str, float]:
    """Shares of the letters of each layout, of those with one practice and with several."""
    shares = {}
    for layout in LAYOUTS:
        counts: Counter[str] = Counter()
        for writer in DEVELOPMENT:
            for letter in islice(letters(writer, layout), LETTERS):
                counts.update(counted(letter))
        told = {f"{layout}: {name.removesuffix(' prose')}": one for name, one in several.figures(counts).items()}
        shares |= {name: round(part / whole, 4) for name, (part, whole) in told.items() if whole}
    return shares


def counted(letter: Letter) -> Counter[str]:
    """What one letter, as the text of a mail, adds to the counts."""
    text = "\n\n".join((OPENING, *letter.paragraphs, CLOSING))
    found = read_submission(mail("immigrazione.pref_te@interno.it", "Circolare 5973", text, date=DATE), Limits(), BOX)
    golds = [Gold(1, _ANY_CAMPO, BODY, told, declared=False, title=None) for told in letter.practices]
    practices = [several.Practice(BODY, gold.text, declared=False) for gold in golds]
    problems = (*found.problems, *found.reading.problems)
    return several.count(practices, found.reading.schede, pairs_of(golds, found.reading.schede), problems)


if __name__ == "__main__":
    board = json.dumps(measure(), indent=1)
    print(board)
    if "--adopt" in sys.argv:
        BOARD.write_text(board + "\n", encoding="utf-8")
