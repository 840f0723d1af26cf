"""What the days of an operator share: the mails, the running service, and the four views in which an event must be
seen: `raccolta failed`, `raccolta status`, `/metrics` and the log of the service.
"""

import json
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from PIL import Image, ImageDraw, ImageFont

from jobs.demo.build import docx, mail
from tests.integration.test_dovecot_to_postgresql import RACCOLTA, Machine
from tests.integration.test_watched_service import ask, until
from tests.services import free_port

#: Long enough for a machine that does much else.
_SECONDS = 120

DATE = datetime(2015, 12, 1, 9, tzinfo=UTC)
COURSES = (
    "Ogni sera trenta ospiti del centro seguono corsi di lingua italiana, divisi in tre livelli, con due esami "
    "l'anno e un attestato finale."
)
GARDEN = (
    "Gli ospiti curano i giardini pubblici insieme agli anziani del quartiere, due mattine alla settimana, con "
    "attrezzi del Comune."
)
CHOIR = (
    "Un coro di ragazzi e di pescatori prova ogni venerdì nella sala della parrocchia e canta alle feste del "
    "paese insieme agli anziani."
)
ONE = docx([("bold", "Campo 5: apprendimento della lingua italiana"), ("text", COURSES)])
TWO = docx([("bold", "Campo 7: volontariato"), ("text", GARDEN), ("text", CHOIR)])
LARGE = bytes(range(256)) * 3_000
MAILS = (
    mail("protocollo.prefve@pec.interno.it", "due in una", "Si trasmette.", {"scheda.docx": TWO}, date=DATE),
    mail("protocollo.prefcr@pec.interno.it", "rotta", "Si trasmette.", {"scheda.docx": b"PK\x03\x04 rotto"}, date=DATE),
    mail("maria.rossi@example.org", "privata", "Si trasmette.", {"scheda.docx": ONE}, date=DATE),
    mail(
        "protocollo.prefan@pec.interno.it",
        "grande",
        "Si trasmette.",
        {"scheda.docx": ONE, "foto.bin": LARGE},
        date=DATE,
    ),
)


def of_office(sigla: str, subject: str, files: dict[str, bytes]) -> bytes:
    return mail(f"protocollo.pref{sigla.lower()}@pec.interno.it", subject, "Si trasmette.", files, date=DATE)


def scan() -> bytes:
    """A page that only character recognition can read."""
    page = Image.new("L", (1240, 900), 255)
    words = "Campo 5: apprendimento della lingua italiana\n\n" + COURSES.replace(", ", ",\n")
    font = ImageFont.load_default(30)
    ImageDraw.Draw(page).multiline_text((90, 90), words, fill=0, font=font, spacing=20)
    out = BytesIO()
    page.save(out, "PNG", dpi=(150, 150))
    return out.getvalue()


@dataclass(frozen=True)
class Seen:
    """How an event must be seen. `failed`: each cause with its messages, no others; `to_do`: words of what it says to
    do. `status` and `metrics`: words that stand there. `logs`: for each a line since the event before, with these
    facts; a text need only hold the words.
    """

    failed: Mapping[str, Sequence[int]] = field(default_factory=dict)
    to_do: Sequence[str] = ()
    status: Sequence[str] = ()
    metrics: Sequence[str] = ()
    logs: Sequence[Mapping[str, Any]] = ()


class Day:
    """The running service, and commands beside it."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.port = free_port()
        self.machine = Machine(
            dict(environment) | {"RACCOLTA_HTTP_PORT": str(self.port), "RACCOLTA_LOG_FORMAT": "json"}
        )
        self.process = self.machine.service()
        self.lines: list[dict[str, Any]] = []
        self._seen = 0
        self._listener = threading.Thread(target=self._listen)
        self._listener.start()

    def __call__(self, *typed: str, code: int = 0) -> Any:
        """What a command prints, as JSON where that was asked for."""
        done = subprocess.run(
            [RACCOLTA, *typed], env=self.machine.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == code, (typed, done.stdout, done.stderr)
        return json.loads(done.stdout) if "--json" in typed else done.stdout + done.stderr

    def shows(self, event: str, seen: Seen) -> None:
        """Waits until an event is seen in all four views."""
        until = time.monotonic() + _SECONDS
        while lacking := list(self._lacking(seen)):
            if time.monotonic() > until:
                pytest.fail(f"{event}: {'; '.join(lacking)}")
            time.sleep(0.5)
        self._seen = len(self.lines)

    def ready(self, state: int, words: str) -> None:
        """Waits for an answer of the probe."""
        until = time.monotonic() + _SECONDS
        while (got := ask(self.port, "/readyz"))[0] != state or words not in got[1]:
            if time.monotonic() > until:
                pytest.fail(f"not {state} with {words!r} but {got}")
            time.sleep(0.2)

    def end(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(_SECONDS) == 0
        self._listener.join(_SECONDS)

    def told(self, event: str) -> list[dict[str, Any]]:
        """All lines of the log about an event."""
        return [line for line in self.lines if line["event"] == event]

    def _listen(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            if line.startswith("{"):
                self.lines.append(json.loads(line))

    def _lacking(self, seen: Seen) -> Iterator[str]:
        found = self("failed", "--json")
        causes = {cause["cause"]: sorted({item["id"] for item in cause["items"]}) for cause in found}
        if causes != {cause: list(numbers) for cause, numbers in seen.failed.items()}:
            yield f"failed shows {causes}"
        told = " ".join(cause["what_to_do"] for cause in found)
        yield from (f"what to do lacks {words!r}: {told}" for words in seen.to_do if words not in told)
        status, (_, figures) = " ".join(self("status").split()), ask(self.port, "/metrics")
        yield from (f"status lacks {words!r}: {status}" for words in seen.status if words not in status)
        yield from (f"metrics lack {words!r}" for words in seen.metrics if words not in figures)
        since = self.lines[self._seen :]
        for facts in seen.logs:
            if not any(all(_fits(line.get(name), fact) for name, fact in facts.items()) for line in since):
                yield f"the log lacks {facts}"


def _fits(found: object, wanted: object) -> bool:
    return wanted in found if isinstance(found, str) and isinstance(wanted, str) else found == wanted


@contextmanager
def day(environment: Mapping[str, str]) -> Iterator[Day]:
    running = Day(environment)
    try:
        # Commands refuse a database that is being made.
        until(lambda: ask(running.port, "/metrics"), 200, "raccolta_database_up 1.0")
        yield running
        running.end()
    finally:
        if running.process.poll() is None:
            running.process.kill()
            running.process.wait()
