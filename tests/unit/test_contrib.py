"""The files for systemd, Prometheus and Grafana name only what there is."""

import json
import re
from pathlib import Path
from typing import Any

import click
import pytest
from prometheus_client.parser import text_string_to_metric_families

from config.settings import PREFIX, Settings, load
from ingest.memory import MemoryMailbox
from jobs.app import App
from jobs.cli import cli
from jobs.demo.sample import sample_mailbox
from jobs.monitoring.board import Board, Life
from jobs.monitoring.figures import Figures
from jobs.poll import poll
from jobs.readers import InlineReader
from jobs.watchdog import Watchdog

CONTRIB = Path(__file__).parents[2] / "contrib"
RULES = (CONTRIB / "prometheus" / "raccolta.rules.yml").read_text(encoding="utf-8")
DASHBOARD = json.loads((CONTRIB / "grafana" / "raccolta.json").read_text(encoding="utf-8"))
UNITS = sorted((CONTRIB / "systemd").glob("*.service")) + sorted((CONTRIB / "systemd").glob("*.timer"))
ALERTS = re.findall(r"^ +- alert: (\w+)\n(?: +.*\n)+", RULES, re.MULTILINE)


def questions() -> list[str]:
    """Every PromQL expression of the rules and the dashboard."""
    alerts = re.findall(r"^ +expr: (.+)$", RULES, re.MULTILINE)
    return alerts + [target["expr"] for panel in DASHBOARD["panels"] for target in panel["targets"]]


@pytest.fixture
def told(app: App) -> dict[str, list[dict[str, str]]]:
    """What the service tells: the labels of every figure, by its name."""
    app.settings.data_dir.mkdir()
    poll(app, MemoryMailbox(sample_mailbox()[:1]))
    board = Board()
    board.begin(Life(app, InlineReader(app.originals, app.settings.limits), Watchdog(lambda reason: None)))
    found: dict[str, list[dict[str, str]]] = {"up": [{"job": "raccolta"}]}
    for family in text_string_to_metric_families(Figures(board).text().decode()):
        for sample in family.samples:
            found.setdefault(sample.name, []).append(sample.labels)
    return found


def test_every_figure_that_is_asked_for_exists_with_its_labels(told: dict[str, list[dict[str, str]]]) -> None:
    assert len(questions()) > 20
    for question in questions():
        names = re.findall(r"\b(up|raccolta_\w+)(?:\{([^}]*)\})?", question)
        assert names, question
        for name, selector in names:
            assert name in told, question
            wanted = dict(re.findall(r'(\w+)="([^"]*)"', selector))
            assert any(wanted.items() <= labels.items() for labels in told[name]), question


def test_every_label_that_is_shown_exists(told: dict[str, list[dict[str, str]]]) -> None:
    shown = [(target["legendFormat"], target["expr"]) for panel in DASHBOARD["panels"] for target in panel["targets"]]
    for legend, question in shown:
        labels = {label for name in re.findall(r"raccolta_\w+", question) for one in told[name] for label in one}
        assert set(re.findall(r"\{\{(\w+)\}\}", legend)) <= labels, question
    for block in RULES.split("- alert:")[1:]:
        (question,) = re.findall(r"expr: (.+)", block)
        labels = {label for name in re.findall(r"raccolta_\w+", question) for one in told[name] for label in one}
        assert set(re.findall(r"\$labels\.(\w+)", block)) <= labels, question


def test_every_alert_says_what_it_means_and_what_to_do() -> None:
    blocks = RULES.split("- alert:")[1:]
    assert len(blocks) == len(set(ALERTS)) >= 10
    for block in blocks:
        assert all(f"{word}:" in block for word in ("expr", "severity", "summary", "description")), block


def test_the_panels_do_not_lie_upon_each_other() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in DASHBOARD["panels"]:
        at = panel["gridPos"]
        cells = {(x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])}
        assert not cells & taken, panel["title"]
        assert all(x < 24 for x, _ in cells)
        taken |= cells


def written_commands() -> list[str]:
    """Every `raccolta …` of the units and of what the alerts say."""
    units = [
        line
        for unit in UNITS
        for line in unit.read_text(encoding="utf-8").splitlines()
        if line.startswith("ExecStart=")
    ]
    starts = [line.partition("bin/raccolta ")[2] for line in units]
    return starts + re.findall(r"`raccolta ([^`]+)`", RULES)


def test_every_command_that_is_named_exists_with_its_options() -> None:
    assert len(written_commands()) > 5
    for written in written_commands():
        words = written.split()
        command: Any = cli
        while words and isinstance(command, click.Group):
            found = command.get_command(click.Context(command), words[0])
            if found is None:
                assert command.invoke_without_command, written
                break
            command, _ = found, words.pop(0)
        options = {option for parameter in command.params for option in parameter.opts}
        assert {word for word in words if word.startswith("--")} <= options, written


def test_every_setting_of_the_environment_file_is_one(tmp_path: Path) -> None:
    lines = (CONTRIB / "systemd" / "raccolta.env").read_text(encoding="utf-8").splitlines()
    pairs = dict(line.lstrip("#").split("=", 1) for line in lines if line.lstrip("#").startswith(PREFIX))
    for name, value in pairs.items():
        if name.endswith("_FILE"):
            (tmp_path / name).write_text("postgresql://raccolta@/raccolta")
            pairs[name] = str(tmp_path / name)
        assert value
    assert load(pairs).http_port is not None
    assert {name.removeprefix(PREFIX).removesuffix("_FILE").lower() for name in pairs} <= set(Settings.model_fields)


def test_the_units_give_the_service_no_more_than_it_needs() -> None:
    for unit in UNITS:
        text = unit.read_text(encoding="utf-8")
        if unit.suffix == ".service":
            for word in (
                "NoNewPrivileges=yes",
                "ProtectSystem=strict",
                "CapabilityBoundingSet=\n",
                "User=raccolta",
                "SystemCallFilter=@system-service",
            ):
                assert word in text, (unit.name, word)
