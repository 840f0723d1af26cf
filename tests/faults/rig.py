"""The fault rig: delivers mails, lets faults befall the processes that take them in, and counts what became of the
mails.
"""

import multiprocessing
import random
import time
from collections import Counter
from collections.abc import Iterator
from ctypes import c_int
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from config.limits import Limits
from config.settings import load
from jobs.app import open_app, open_mailbox
from jobs.demo.sample import sample_mailbox
from jobs.pipeline import read_submission
from jobs.poll import poll
from jobs.process import process_due
from jobs.processes import is_dead
from jobs.readers import InlineReader
from jobs.verify import verify
from tests.faults.victim import STAGES, work
from tests.services import Dovecot

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(
    ["tests.faults.victim", "parsers.readers.docx.document", "parsers.readers.pdf.document", "imapclient", "psycopg"]
)

SAMPLES = sample_mailbox()
SETTLED = {"done", "ignored", "partial"}


def _stage() -> c_int:
    """A number shared with a victim, without a lock: a lock would be lost with whoever dies holding it."""
    return _CONTEXT.Value("i", 0, lock=False)  # type: ignore[no-any-return, return-value]


@dataclass
class Tally:
    """What went in and what became of it."""

    faults: int = 0
    mails: int = 0
    stored: int = 0
    duplicated: int = 0
    lost: int = 0
    unsettled: int = 0
    incomplete: int = 0
    misfiled: int = 0
    hung: int = 0
    stages: Counter[str] = field(default_factory=Counter)

    def line(self) -> str:
        """For people."""
        kinds = ", ".join(f"{name} {count}" for name, count in self.stages.most_common())
        return (
            f"{self.faults} faults ({kinds}): {self.mails} mails in, {self.stored} stored, {self.duplicated} "
            f"duplicated, {self.lost} lost, "
            f"{self.unsettled} unsettled, {self.incomplete} with other records than a quiet reading, {self.misfiled} "
            f"misfiled, "
            f"{self.hung} processes hung"
        )

    def is_clean(self) -> bool:
        """Nothing lost, nothing twice, nothing left half-way."""
        return not (self.duplicated or self.lost or self.unsettled or self.incomplete or self.misfiled or self.hung)


class Rig:
    """One mailbox, one database, one folder of originals, and many processes that come to harm over them."""

    def __init__(self, server: Dovecot, folder: Path, database_url: str, seed: int, **settings: str) -> None:
        self.server, self.chance = server, random.Random(seed)
        common = {
            "data_dir": str(folder / "data"),
            "database_url": database_url,
            "after_store": "move:Elaborate",
            "poll_seconds": "1",
            "retry_base_seconds": "1",
            "retry_max_seconds": "1",
            "imap_batch_messages": "3",
        }
        named = {f"RACCOLTA_{name.upper()}": value for name, value in (common | settings).items()}
        self.environment = server.environment() | named
        self.delivered: dict[str, int] = {}
        self.tally = Tally()
        with open_app(load(self.environment)):
            pass

    def deliver(self, count: int) -> None:
        """So many mails, each one of its kind."""
        mails = []
        for _ in range(count):
            number = len(self.delivered)
            mail = b"X-Number: %d\r\n" % number + SAMPLES[number % len(SAMPLES)]
            self.delivered[sha256(mail).hexdigest()] = number % len(SAMPLES)
            mails.append(mail)
        self.server.deliver(mails)
        self.tally.mails += count

    def kill_one(self, longest: float) -> None:
        """Starts a process and kills it (SIGKILL) at a random moment within `longest` seconds of work."""
        stage = _stage()
        victim = _CONTEXT.Process(target=work, args=(self.environment, stage, None))
        victim.start()
        end = time.monotonic() + 20
        while stage.value == 0 and time.monotonic() < end and victim.is_alive():
            time.sleep(0.001)
        time.sleep(self.chance.uniform(0, longest))
        # Nobody but the kernel: no handler runs, no file is closed in order.
        victim.kill()
        self.tally.stages[STAGES[stage.value]] += 1
        self.tally.faults += 1
        victim.join()
        victim.close()

    def let_one_struggle(self, bound: float, **settings: str) -> None:
        """Starts a process that works two rounds over faulty links; one that is not through after `bound` seconds
        hangs.
        """
        stage = _stage()
        environment = self.environment | {f"RACCOLTA_{name.upper()}": value for name, value in settings.items()}
        victim = _CONTEXT.Process(target=work, args=(environment, stage, 2))
        victim.start()
        victim.join(bound)
        if victim.is_alive():
            self.tally.hung += 1
            self.tally.stages[f"hung at {STAGES[stage.value]}"] += 1
            victim.kill()
            victim.join()
        victim.close()
        self.tally.faults += 1

    def settle(self) -> Tally:
        """Lets undisturbed passes finish the work, then counts."""
        with open_app(load(self.environment)) as app:
            mailbox = open_mailbox(load(self.environment))
            end = time.monotonic() + 300
            while time.monotonic() < end:
                poll(app, mailbox)
                app.messages.release_dead(is_dead, app.clock())
                process_due(app, InlineReader(app.originals, app.settings.limits))
                states = app.queries.overview()["status"]
                if set(states) <= SETTLED and self.server.count() == 0:
                    break
                time.sleep(0.3)
            self._count(app.queries.messages(), list(verify(app)))
        return self.tally

    def _count(self, messages: Iterator[dict], unsound: list[str]) -> None:  # type: ignore[type-arg]
        tally, seen = self.tally, Counter[str]()
        quiet = [read_submission(sample, Limits()) for sample in SAMPLES]
        for message in messages:
            seen[message["sha256"]] += 1
            tally.unsettled += message["status"] not in SETTLED
            expected = quiet[self.delivered[message["sha256"]]]
            found = [(scheda["campo"], scheda["description"]) for scheda in message["schede"]]
            whole = [(scheda.campo, scheda.description) for scheda in expected.reading.schede]
            same = found == whole and len(message["documents"]) == len(expected.reading.documents)
            tally.incomplete += not (same and len(message["protocolli"]) == len(expected.reading.protocolli))
        tally.stored = len(seen)
        tally.duplicated = sum(seen.values()) - len(seen)
        tally.lost = len(self.delivered) - len(seen)
        tally.misfiled = abs(self.server.count("Elaborate") - len(self.delivered)) + self.server.count() + len(unsound)
