"""Every command that the documentation names is one that can be typed so: its words and options exist and fit."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from jobs.cli import GROUPS, cli

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
#: What a person types in place of the words in capitals.
TYPED = {
    "ID": "12", "SCHEDA": "40", "NUMBER": "7", "MESSAGE": "3", "OTHER": "1", "PROBLEM": "5", "DECISION": "2", "N": "5",
    "DAY": "2015-03-12", "DATE": "2015-03-12", "K": "convenzione", "SIGLA": "CR", "CODE": "unexplained_text",
    "/backup": ".",
}  # fmt: skip


def named() -> Iterator[str]:
    """The commands in code spans and blocks, without what a shell would do with them."""
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        spans = re.findall(r"`(raccolta [^`\n]+)`", text)
        lines = re.findall(
            r"^\s*(raccolta .+)$", "\n".join(re.findall(r"```sh\n(.*?)```", text, re.DOTALL)), re.MULTILINE
        )
        for said in (*spans, *lines):
            command = re.split(r"\s+(?:#|>>|\||&&)\s*", said.strip())[0]
            if "…" not in command:
                yield command


COMMANDS = sorted({*named(), *(example for group in GROUPS.values() for _, _, example in group.values())})


def test_the_pages_name_most_commands() -> None:
    assert len(COMMANDS) > 60
    assert {name for group in GROUPS.values() for name in group} <= {command.split()[1] for command in COMMANDS}


def parsed(arguments: list[str]) -> None:
    """Parses as the command line does, and stops before anything is done. Raises click.UsageError."""
    command: click.Command = cli
    name, parent = "raccolta", None
    while isinstance(command, click.Group):
        parent = command.make_context(name, arguments, parent=parent)
        arguments = [*parent._protected_args, *parent.args]
        if not arguments:
            return
        found, under, arguments = command.resolve_command(parent, arguments)
        assert under is not None
        name, command = str(found), under
    command.make_context(name, arguments, parent=parent)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_documentation_can_be_typed(command: str) -> None:
    words = [TYPED.get(word, word) for word in shlex.split(command)[1:]]
    if words[-1] in {"--help", "--version"}:
        return
    try:
        parsed(words)
    except click.MissingParameter:
        # A page may name a command without saying what it is for; one that is to be typed is given with all it needs.
        assert all(re.fullmatch("[a-z]+", word) for word in words), command


def test_what_is_no_command_or_option_is_found_out() -> None:
    for wrong in (
        "polll",
        "show",
        "show 1 --whyy",
        "review set 40",
        "review sett 40 --campo 7",
        "failed --status finished",
    ):
        with pytest.raises(click.UsageError):
            parsed(shlex.split(wrong))
