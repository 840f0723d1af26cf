"""Whether a mail costs more where many were stored before it.

Reading knows nothing of other mails, so only what is done with the database is measured: taking in rows, claims,
records, links. The results of reading are made from one, each with texts of its own.
"""

import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from hashlib import sha256

from config.prefetture import prefetture
from jobs.app import App
from jobs.pipeline import read_submission
from jobs.process import process_due
from store.model import Delivery, Submission
from tests.bench.bars import Figures
from tests.bench.mails import sample
from tests.bench.walk import LIMITS, ReadBefore, new_app

#: Mails of one window, and those at either end that are measured.
_WINDOW, _MEASURED = 50, 200
_SYLLABLES = "ca re mi so la ti no vu pe ri do sta tro gi bel far con ver".split()


def growth(name: str, offices: int, mails: int) -> Figures:
    """CPU time of the last 200 of so many mails against that of the first 200, from so many offices."""
    chance = random.Random(5973)
    words = ["".join(chance.choices(_SYLLABLES, k=3)) for _ in range(5_000)]
    template = read_submission(sample(1)[0], LIMITS)
    siglas = [office.sigla for office in prefetture()][:offices]
    spent: list[float] = []
    with new_app() as app:
        for start in range(0, mails, _WINDOW):
            numbers = range(start, min(start + _WINDOW, mails))
            made = {f"{n:064x}": variant(template, n, siglas[n % offices], words, chance) for n in numbers}
            spent.append(_stored(app, made))
    ends = _MEASURED // _WINDOW
    first, last = sum(spent[:ends]), sum(spent[-ends:])
    print(
        f"{name}: {1000 * first / _MEASURED:.2f} ms a mail at the beginning, {1000 * last / _MEASURED:.2f} at the end"
    )
    return {name: last / first}


def _stored(app: App, made: dict[str, Submission]) -> float:
    """Seconds of CPU to take in and store a window of mails."""
    began = time.process_time()
    app.messages.arrive_all([Delivery(digest, 60_000, digest) for digest in made], None, app.clock())
    tally = process_due(app, ReadBefore(made))
    if tally.states != {"done": len(made)}:
        raise RuntimeError(f"not all was stored: {tally.states}")
    return time.process_time() - began


def variant(template: Submission, number: int, sigla: str, words: Sequence[str], chance: random.Random) -> Submission:
    """The same mail of another office with other texts."""
    reading = template.reading
    documents = tuple(
        replace(one, sha256=sha256(f"{number} {one.path}".encode()).hexdigest()) for one in reading.documents
    )
    schede = tuple(
        replace(scheda, description=text, prefettura=sigla, key=sha256(text.encode()).hexdigest()[:16])
        for scheda, text in zip(reading.schede, _texts(words, chance), strict=False)
    )
    sender = replace(reading.prefettura, sigla=sigla)
    headers = replace(template.headers, message_id=f"<{number}@example.it>")
    return replace(
        template, headers=headers, reading=replace(reading, prefettura=sender, documents=documents, schede=schede)
    )


def _texts(words: Sequence[str], chance: random.Random) -> Iterator[str]:
    while True:
        yield " ".join(chance.choices(words, k=70))
