"""The rules of the house that no linter knows."""

import ast
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("config", "ingest", "parsers", "store", "jobs")
SOURCES = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py")) if "migrations/versions" not in path.as_posix()]

LONGEST_FUNCTION, LONGEST_FILE = 40, 400
#: Functions that may be longer, each with its reason. The list may only shrink.
LONG_FUNCTIONS: dict[str, str] = {}


def functions() -> list[tuple[str, int]]:
    found = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                body = node.body[1:] if ast.get_docstring(node) else node.body
                size = (node.end_lineno or 0) - body[0].lineno + 1 if body else 1
                found.append((f"{path.relative_to(ROOT).as_posix()}:{node.name}", size))
    return found


def test_functions_stay_short() -> None:
    long = {name for name, size in functions() if size > LONGEST_FUNCTION}
    assert long == set(LONG_FUNCTIONS)


def test_files_stay_short() -> None:
    long = [path.name for path in SOURCES if path.read_text(encoding="utf-8").count("\n") > LONGEST_FILE]
    assert long == []


def uses(pattern: str, allowed: str) -> list[str]:
    return [
        path.relative_to(ROOT).as_posix()
        for path in SOURCES
        if not path.relative_to(ROOT).as_posix().startswith(allowed) and re.search(pattern, path.read_text(encoding="utf-8"))
    ]


def test_only_the_settings_look_at_the_environment() -> None:
    assert uses(r"os\.environ|getenv", "config/settings.py") == []


def test_only_jobs_knows_what_time_it_is() -> None:
    assert uses(r"datetime\.now|time\.time\(|utcnow|date\.today", "jobs/clock.py") == []


def test_only_the_command_line_prints() -> None:
    assert uses(r"(?<![\w.])print\(|click\.echo", "jobs/cli/") == []


def test_every_column_and_table_says_what_it_means() -> None:
    from store.tables import metadata

    silent = [f"{table.name}.{column.name}" for table in metadata.tables.values() for column in table.columns if not column.comment]
    assert silent == []
    assert [table.name for table in metadata.tables.values() if not table.comment] == []


def test_every_message_of_an_error_class_is_text_for_operators() -> None:
    import config.errors

    classes = [value for value in vars(config.errors).values() if isinstance(value, type)]
    assert [c.__name__ for c in classes if not (c.__doc__ or "").strip().endswith(".")] == []


def test_the_documentation_shows_the_settings_and_views_of_the_code() -> None:
    import importlib.util

    spec = importlib.util.spec_from_file_location("fill", ROOT / "docs" / "fill.py")
    assert spec is not None
    assert spec.loader is not None
    fill = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(fill)
    for path, text in fill.documents().items():
        assert path.read_text(encoding="utf-8") == text, f"{path.name} is out of date: make docs"


def test_the_picture_shows_every_table() -> None:
    from store.tables import metadata

    picture = (ROOT / "docs" / "data-model.svg").read_text(encoding="utf-8")
    missing = [name for name in metadata.tables if f">{name}<" not in picture]
    assert missing == []


def test_the_project_names_no_registry_and_no_machine() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    words = re.compile(
        "|".join(["py" + r"pi\.org", "python" + "hosted", "registry" + r"\.npm", "deb\\." + "debian", "/" + "work/", r"@@[A-Z]+@@"])
    )
    found = [
        name for name in listed if (ROOT / name).is_file() and words.search((ROOT / name).read_text(encoding="utf-8", errors="ignore"))
    ]
    assert found == []


def test_head_is_the_newest_migration() -> None:
    from store.schema import HEAD

    versions = sorted(path.name[:4] for path in (ROOT / "store" / "migrations" / "versions").glob("[0-9]*.py"))
    assert versions[-1] == HEAD


def test_each_of_the_62_failure_scenarios_has_a_test_named_by_its_number() -> None:
    names = {
        node.name
        for path in (ROOT / "tests").rglob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_s")
    }
    numbers = {int(number) for name in names for number in re.findall(r"(?<=_)s(\d{2})(?=_)", name)}
    assert numbers == set(range(1, 63))
