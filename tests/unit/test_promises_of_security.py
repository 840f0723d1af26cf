"""docs/security.md promises nothing that no test tries: each promise names tests, and they are there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text("utf-8")


def chapter(name: str) -> str:
    """What stands under a heading, up to the next one."""
    return re.split(r"(?m)^#{2,3} ", PAGE.partition(f"{name}\n")[2])[0]


def names_of_tests() -> dict[str, list[str]]:
    rows = (line.strip("|").split("|", 1) for line in chapter("### Where each promise is tried").splitlines())
    return {row[0].strip(): re.findall(r"`([^`]+::[^`]+)`", row[1]) for row in rows if len(row) == 2}


def test_each_promise_has_a_row_with_tests() -> None:
    promises = re.findall(r"(?m)^(\d+)\. ", chapter("## What is promised"))
    assert len(promises) >= 9
    found = names_of_tests()
    assert [number for number in promises if not found.get(number)] == []


def test_the_tests_that_are_named_are_there() -> None:
    named = [name for names in names_of_tests().values() for name in names]
    for name in named:
        file, _, function = name.partition("::")
        assert re.search(rf"(?m)^\s*def {function}\(", (ROOT / "tests" / file).read_text("utf-8")), name


def test_the_places_that_layers_name_are_there() -> None:
    places = re.findall(r"`((?:config|ingest|parsers|store|jobs)/[\w/]+\.py)`", chapter("## Layers"))
    assert len(places) > 10
    assert [place for place in places if not (ROOT / place).is_file()] == []
