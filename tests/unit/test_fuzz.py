"""What `make fuzz` stands on: the same seed spoils in the same way, and whatever goes wrong with a file is noticed."""

import os
import signal
from collections.abc import Callable
from pathlib import Path
from random import Random
from zipfile import BadZipFile
from zlib import error

import pytest

from tests.fuzz import trying
from tests.fuzz.spoiling import spoilt
from tests.specimens.parts import deflated, files_of
from tests.unit.test_hostile_contents import SCHEDA, mail


def test_a_seed_spoils_in_one_way_and_reaches_into_packages() -> None:
    package = deflated({"a/b.xml": b"<a><b n='1'>nota</b></a>" * 20})
    made = [spoilt(package, Random(seed)) for seed in range(60)]
    assert made == [spoilt(package, Random(seed)) for seed in range(60)]
    inside = [entry for one in made for entry in entries(one)]
    assert any(entry != files_of(package)["a/b.xml"] for entry in inside)


def entries(content: bytes) -> list[bytes]:
    """What is in a package that can be opened."""
    try:
        return list(files_of(content).values())
    except (BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError, error):
        return []


def raises(_original: bytes) -> str:
    raise KeyError("nota")


def dies(_original: bytes) -> str:
    os.kill(os.getpid(), signal.SIGKILL)
    return ""


FAULTS: dict[str, tuple[Callable[[bytes], str], str]] = {
    "is wrong": (lambda _: "the good scheda beside it is lost", "lost"),
    "raises": (raises, "code 1"),
    "dies": (dies, f"signal {signal.SIGKILL.value}"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_told_with_the_mail_and_the_rest_is_tried(
    fault: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    judge, told = FAULTS[fault]
    bad = trying.made("nota.txt", b"nota", 2)
    monkeypatch.setattr(trying, "judged", lambda original: judge(original) if original == bad else "")
    finds = trying.tried([("nota.txt", b"nota", seed) for seed in (1, 2, 3)], tmp_path)
    assert [(find.seed, find.original) for find in finds] == [(2, bad)]
    assert told in finds[0].fault


def test_a_mail_without_its_good_scheda_is_a_find() -> None:
    assert trying.judged(mail()) == ""
    assert trying.judged(mail().replace(SCHEDA.encode(), b"Buongiorno.")) != ""
