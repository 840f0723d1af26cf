"""One message, two messages: whatever is counted is told with the right noun, in both languages."""

import ast
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import Result

from config.counting import counted
from jobs.demo.build import docx, mail
from jobs.language.words import how_many, retell, table, use

ROOT = Path(__file__).parents[2]
FOLDERS = ("config", "ingest", "jobs", "parsers", "store")
#: What limits say: nobody sets one to a single byte, page or paragraph.
LIMITS = {
    "a stream of it unpacks to more than {} bytes ({})",
    "it expands to more than {} bytes ({})",
    "it has {} bytes ({})",
    "it unpacks to more than {} bytes ({})",
    "it would unpack to {} bytes ({})",
    "larger than LIMIT_MESSAGE_BYTES: at least {} bytes",
    "larger than LIMIT_MESSAGE_BYTES: {} bytes",
    "only the first {} of {} pages were read (LIMIT_PDF_PAGES is {}; {} would do)",
    "only the first {} paragraphs and cells were read (LIMIT_BLOCKS is {})",
    "only the first {} paragraphs were read (LIMIT_TEXT_CHARS is {})",
    "only {} of {} files inside were taken out (LIMIT_ARCHIVE_ENTRIES)",
    "taking the TNEF file apart takes more than {} bytes of memory",
    "the object holds {} bytes ({})",
    "{} unpacks to more than {} bytes",
    "{} would unpack from {} to {} bytes ({})",
}


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    yield
    use("en")


def test_a_number_and_its_noun() -> None:
    assert [counted(count, "scheda", "schede") for count in (0, 1, 2)] == ["0 schede", "1 scheda", "2 schede"]
    use("it")
    assert [how_many(count, "message", "messages") for count in (0, 1, 2)] == [
        "0 messaggi",
        "1 messaggio",
        "2 messaggi",
    ]
    assert retell("1 message waiting for a tool: x") == "in attesa di un programma 1 messaggio: x"
    # Only numbers are counted: the words of a mail stay as they are.
    assert retell("two messages") == "two messages"


def nodes(kind: type[ast.AST]) -> Iterator[tuple[Path, ast.AST]]:
    for folder in FOLDERS:
        for file in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, kind):
                    yield file, node


def test_whatever_is_counted_has_italian() -> None:
    known, asked = set(table()[2]), set()
    for file, node in nodes(ast.Call):
        assert isinstance(node, ast.Call)
        # The report is in Italian always.
        if "report" not in file.parts and getattr(node.func, "id", "") in {"counted", "how_many"}:
            asked |= {part.value for part in node.args[1:] if isinstance(part, ast.Constant)}
    assert len(asked) > 30
    assert asked - known == set()


def templates() -> Iterator[str]:
    """Every text with facts in it, each fact as {}."""
    for _, node in nodes(ast.JoinedStr):
        assert isinstance(node, ast.JoinedStr)
        yield "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    for _, node in nodes(ast.Constant):
        assert isinstance(node, ast.Constant)
        if isinstance(node.value, str) and "{" in node.value:
            yield re.sub(r"\{\w*\}", "{}", node.value)


def test_no_sentence_puts_a_noun_in_the_plural_behind_a_number_by_itself() -> None:
    plurals = {word for word in table()[2] if word.split()[0] not in {"message", "scheda", "file"}}
    plurals = {word.split()[0] for word in plurals if word.split()[0].endswith(("s", "schede", "protocolli"))}
    counting = re.compile(rf"\{{\}} (?:{'|'.join(sorted(plurals))})\b")
    assert counting.search("{} messages on the server")
    found = {text for text in templates() if counting.search(text)} - LIMITS
    assert sorted(found) == []


ONE_OF_EACH = mail(
    "protocollo.prefcr@pec.interno.it",
    "una",
    "Si trasmette.",
    {
        "s.docx": docx(
            [("bold", "Campo 5: apprendimento della lingua italiana"), ("text", "Corsi ogni sera per gli ospiti.")]
        ),
        "rotta.docx": b"PK\x03\x04 rotta",
    },
    date=datetime(2015, 12, 1, 9, tzinfo=UTC),
)
COMMANDS = (
    ("status",), ("failed",), ("show", "1", "--why"), ("rerun", "1", "--dry-run"), ("review", "--list"), ("digest",),
    ("files", "1", "-o", "file"), ("original", "1", "-o", "una.eml"), ("export", "schede", "-o", "s.csv"),
    ("db", "backup", "--dir", "copie"), ("purge", "--message", "1", "--note", "prova", "--yes"),
)  # fmt: skip


@pytest.mark.parametrize("language", ["en", "it"])
def test_no_command_says_1_messages(
    language: str, command: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, value in {"LANGUAGE": language, "WORKERS": "1", "DATA_DIR": str(tmp_path / "data")}.items():
        monkeypatch.setenv(f"RACCOLTA_{name}", value)
    (tmp_path / "una.eml").write_bytes(ONE_OF_EACH)
    said = [command("import", "una.eml").output]
    for words in COMMANDS:
        done = command(*words)
        assert done.exit_code == 0, (words, done.output, done.exception)
        said.append(done.output)
    many = {pair[1] for pair in zip(*[iter(PAIRS[language])] * 2, strict=True) if pair[0] != pair[1]}
    wrong = re.compile(rf"(?<![\d.,:-])1 (?:{'|'.join(map(re.escape, sorted(many)))})\b.*")
    assert [match[0] for text in said for match in wrong.finditer(text)] == []
    singles = {pair[0] for pair in zip(*[iter(PAIRS[language])] * 2, strict=True)}
    told = {one for one in singles for text in said if re.search(rf"(?<!\d)1 {re.escape(one)}\b", text)}
    assert len(told) >= 5, told


#: One and many, in the order of the table.
PAIRS = {"en": list(table()[2]), "it": list(table()[2].values())}
