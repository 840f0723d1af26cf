"""`raccolta review` as a person meets it: started in a terminal of 80 columns and 24 lines, keys typed, frames read,
decisions found in the database.
"""

import json
import os
import subprocess
from collections.abc import Callable
from typing import Any

import pytest

from tests.integration.test_dovecot_to_postgresql import RACCOLTA
from tests.terminal import Terminal, terminal
from tests.unit.test_review_screen import MAILS

pytestmark = [pytest.mark.service, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """One database for all: each test leaves it as it was."""
    folder = tmp_path_factory.mktemp("terminal")
    mails = folder / "posta"
    mails.mkdir()
    for number, content in enumerate(MAILS):
        (mails / f"{number}.eml").write_bytes(content)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("RACCOLTA_")}
    told = kept | {"RACCOLTA_DATA_DIR": str(folder / "data"), "RACCOLTA_WORKERS": "1"}
    subprocess.run([RACCOLTA, "import", str(mails)], env=told, check=True, capture_output=True)
    return told


@pytest.fixture
def asked(environment: dict[str, str]) -> Callable[..., Any]:
    def call(*arguments: str) -> Any:
        done = subprocess.run([RACCOLTA, *arguments, "--json"], env=environment, check=True, capture_output=True)
        return json.loads(done.stdout)

    return call


def fits(frame: str) -> bool:
    lines = frame.split("\n")
    return len(lines) == 24 and all(len(line) <= 80 for line in lines)


def leave(shown: Terminal) -> None:
    shown.type("q")
    assert shown.end() == 0


def test_keys_decide_and_the_list_grows_shorter(environment: dict[str, str], asked: Callable[..., Any]) -> None:
    waiting = asked("review", "--list")
    (doubted,) = {item["scheda_id"] for item in waiting if item["what"] == "scheda"}
    message = next(item["message_id"] for item in waiting if item["what"] == "scheda")
    with terminal([RACCOLTA, "review", "--by", "Anna"], environment) as shown:
        frame = shown.shows(f"waiting: {len(waiting)} of {len(waiting)}", f"message {message}", "Accept", "Campo")
        assert fits(frame)

        shown.type("c")
        shown.shows(f"campo of scheda {doubted}", "note:")
        shown.type("5\r")
        shown.shows(f"waiting: {len(waiting) - 1} of {len(waiting) - 1}")
        (decision,) = asked("show", str(message))["decisions"]
        assert (decision["kind"], decision["value"]["campo"], decision["decided_by"]) == ("campo", 5, "Anna")

        # What was decided last is taken back: it waits again.
        shown.type("u")
        shown.shows(f"take back {decision['id']}")
        shown.type("\r")
        shown.shows(f"waiting: {len(waiting)} of {len(waiting)}")
        assert asked("show", str(message))["decisions"][0]["undone_by"] == "Anna"
        leave(shown)
    assert asked("review", "--list") == waiting


def test_the_filter_and_a_dialog_that_is_left_change_nothing(
    environment: dict[str, str], asked: Callable[..., Any]
) -> None:
    waiting = asked("review", "--list")
    with terminal([RACCOLTA, "review"], environment) as shown:
        shown.shows(f"waiting: {len(waiting)} of {len(waiting)}", "Accept")
        # What is typed before a key has moved the keys elsewhere goes where they were: the keys below tell.
        shown.type("/")
        shown.until(lambda frame: "Accept" not in frame)
        shown.type("niente di simile")
        shown.shows(f"waiting: 0 of {len(waiting)}", "nothing waits for a person")
        shown.type("\x15")  # Ctrl-U empties the field.
        shown.shows(f"waiting: {len(waiting)} of {len(waiting)}")
        shown.type("\r")
        shown.shows("Accept")
        shown.type("r")
        shown.shows("is no practice")
        shown.type("\x1b")
        shown.until(lambda frame: "is no practice" not in frame)
        leave(shown)
    assert asked("review", "--list") == waiting


def test_it_speaks_italian_and_fits_all_the_same(environment: dict[str, str], asked: Callable[..., Any]) -> None:
    count = len(asked("review", "--list"))
    with terminal([RACCOLTA, "review"], environment | {"RACCOLTA_LANGUAGE": "it"}) as shown:
        frame = shown.shows(f"in attesa: {count} di {count}", "Accetta", "messaggio")
        assert fits(frame)
        shown.type("c")
        shown.shows("campo della scheda", "nota:")
        shown.type("dodici\r")
        shown.shows("dodici non è un campo da 1 a 11")
        leave(shown)
