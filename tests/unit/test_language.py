"""What operators are told in Italian: the table is whole, sentences keep their facts, and nothing is lost."""

import ast
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from config import errors
from config.meanings import MEANINGS
from config.vocabulary import MessageState, ProblemCode
from jobs.causes import INSTALL, causes
from jobs.cli import GROUPS, cli, main
from jobs.demo.build import docx, mail
from jobs.failures import operator_text
from jobs.language.words import helped, retell, table, tell, use, word
from store.shortfall import Shortfall

ROOT = Path(__file__).parents[2]
_NAMES = re.compile(r"\{(\w+)\}")
#: The functions that say a sentence; their first argument is its template.
_SAY = frozenset({"tell", "told", "_told", "_line"})


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    yield
    use("en")


def said_in(file: Path) -> Iterator[str]:
    """The templates that a module says: constants handed to a function that says, one of two, or a row of headings."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        name = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
        if isinstance(node, ast.Call) and name in {*_SAY, "Action", "print_table"}:
            yield from constants_of(node.args[1 if name == "Action" else 0])


def constants_of(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant):
        yield str(node.value)
    elif isinstance(node, ast.IfExp):
        yield from (*constants_of(node.body), *constants_of(node.orelse))
    elif isinstance(node, ast.Tuple):
        yield from (text for part in node.elts for text in constants_of(part))


def test_every_sentence_of_the_doors_has_italian() -> None:
    said, _, _ = table()
    doors = [*(ROOT / "jobs" / "cli").glob("*.py"), *(ROOT / "jobs" / "screen").glob("*.py")]
    asked = {text for file in doors for text in said_in(file)}
    assert len(asked) > 100
    assert sorted(asked - set(said)) == []


def test_every_sentence_of_the_table_is_said_somewhere() -> None:
    said, _, _ = table()
    code = "\n".join(
        part.value
        for file in (ROOT / "jobs").rglob("*.py")
        for part in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    )
    assert [english for english in said if english not in code] == []


def test_italian_has_the_same_facts() -> None:
    said, kept, _ = table()
    for english, italian in said.items():
        assert sorted(_NAMES.findall(english)) == sorted(_NAMES.findall(italian)), english
    for english, italian in kept.items():
        assert italian.count("{}") + len(re.findall(r"\{\d\}", italian)) == english.count("{}"), english


def sentences_of(folder: str) -> Iterator[str]:
    """What readers and openers raise as errors of a document, facts as {}."""
    raised = {name for name, kind in vars(errors).items() if isinstance(kind, type)} - {"RaccoltaError"}
    for file in sorted((ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in raised and node.args:
                yield from template_of(node.args[0])


def template_of(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)  # type: ignore[misc]


@pytest.mark.parametrize("folder", ["config", "ingest", "jobs", "parsers", "store"])
def test_every_reason_of_a_refusal_has_italian(folder: str) -> None:
    # The others are facts alone (`{}: {}`), or are made of a sentence for each fact, which the table has.
    made_of_facts = {"{} is not {}"}
    found = {text for text in sentences_of(folder) if any(map(str.isalpha, text))} - made_of_facts
    assert len(found) > 7
    use("it")
    assert [text for text in sorted(found) if retell(text.replace("{}", "7")) == text.replace("{}", "7")] == []


def test_every_cause_its_remedy_and_every_meaning_has_italian(settings: object) -> None:
    use("it")
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    told = [operator_text(kind("")) for kind in kinds]
    told += [meaning.remedy for meaning in MEANINGS[ProblemCode].values() if not meaning.remedy.startswith("raccolta ")]
    codes = ["encrypted_document", "unreadable_document", "unsupported_document", "missing_attachment", None]
    codes += ["empty_attachment", "archive_limit", "processing_limit", "internal_error"]
    reasons = ["x", *INSTALL, "LIMIT_FILE_BYTES is 10; 12 would do", "LIMIT_FILES is 10"]
    lacks = [
        Shortfall(number, "failed", "CR", "s", None, None, code, reason)
        for number in (1, None)
        for code in codes
        for reason in reasons
    ]
    for cause in (cause for lack in lacks for cause in causes([lack], settings)):  # type: ignore[arg-type]
        told += [cause.what, cause.to_do]
    assert sorted({text for text in told if retell(text) == text}) == []


@pytest.mark.parametrize(
    ("english", "italian"),
    [
        ("the archive is damaged: Bad magic number", "l'archivio è danneggiato: Bad magic number"),
        (
            "dati.zip/a.doc: no text in it; dati.zip/b.pdf: the PDF needs a password to be opened; and 2 more",
            "dati.zip/a.doc: non contiene testo; dati.zip/b.pdf: il PDF richiede una password; e altri 2",
        ),
        (
            "big.zip: it would unpack to 12 bytes (LIMIT_FILE_BYTES is 10; 12 would do)",
            "big.zip: si espanderebbe a 12 byte (LIMIT_FILE_BYTES è 10; basterebbe 12)",
        ),
        ("opening it failed: ValueError('x')", "aprirlo non è riuscito: ValueError('x')"),
        (
            "a@b refused the login: no. The mailbox refused the user name, password, certificate or folder; correct "
            "the IMAP settings.",
            "a@b ha rifiutato l'accesso: no. La casella ha rifiutato nome utente, password, certificato o cartella; "
            "correggere le impostazioni IMAP.",
        ),
        ("words of nobody: {braces} and 100%", "words of nobody: {braces} and 100%"),
        ("", ""),
    ],
)
def test_a_sentence_is_told_in_italian_with_its_facts(english: str, italian: str) -> None:
    assert retell(english) == english
    use("it")
    assert retell(english) == italian


def test_what_is_too_long_or_of_too_many_pieces_stays_as_it_is() -> None:
    use("it")
    assert retell("no text in it" * 1000) == "no text in it" * 1000
    assert retell("a; " * 500) == "a; " * 500


def test_words_of_closed_lists_are_told_with_what_is_typed() -> None:
    assert word(MessageState, "done") == "done"
    use("it")
    assert word(MessageState, "done") == "letto (done)"
    assert word(MessageState, "lost") == "perduto"
    assert word(MessageState, None) == ""


def test_facts_with_braces_stay_as_they_are() -> None:
    use("it")
    assert tell("subject    {value}", value="{0} {x} 50%") == "oggetto    {0} {x} 50%"


def test_the_commands_speak_italian_and_json_stays_english(
    command: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    date = datetime(2015, 12, 1, 9, tzinfo=UTC)
    broken = mail("maria@example.org", "rotta", "Si trasmette.", {"scheda.docx": b"PK\x03\x04 rotto"}, date=date)
    one = docx([("bold", "Scheda 5: volontariato"), ("text", "Gli ospiti curano i giardini pubblici con gli anziani.")])
    whole = mail("protocollo.prefcr@pec.interno.it", "corsi", "Si trasmette.", {"scheda.docx": one}, date=date)
    for name, content in (("a.eml", broken), ("b.eml", whole)):
        (tmp_path / name).write_bytes(content)
    monkeypatch.setenv("RACCOLTA_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("RACCOLTA_WORKERS", "1")
    english = command("import", str(tmp_path))
    assert "2 new" in english.output
    assert "what_to_do" in command("failed", "--json").output
    before = command("failed", "--json").output, command("show", "1", "--json").output

    monkeypatch.setenv("RACCOLTA_LANGUAGE", "it")
    failed = command("failed").output
    assert "danneggiato o senza testo" in failed
    assert "    da fare: guardarlo" in failed
    assert "1 messaggio, 1 causa" in failed
    assert "messaggio 1  letto in parte (partial)" in failed
    shown = command("show", "1", "--why").output
    for words in (
        "oggetto    rotta",
        "documento  scheda.docx: altro (other), non leggibile (unreadable)",
        "problema 1  ",
    ):
        assert words in shown
    assert "salute      nessuna casella" in command("status").output
    assert "1 letto (done)" in command("status").output
    assert "stato" in command("messages").output
    assert "dal testo" in command("review", "--list").output
    assert "cambierebbero: 0 su 2 messaggi" in command("rerun", "--all", "--dry-run").output
    assert (command("failed", "--json").output, command("show", "1", "--json").output) == before


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("polll", "Errore: Il comando 'polll' non esiste. Si intendeva 'poll'?"),
        ("show", "Errore: Manca l'argomento 'ID'."),
        ("show dodici", "Errore: Valore non valido per 'ID': 'dodici' non è un numero intero."),
        ("rerun --statos failed", "Errore: L'opzione '--statos' non esiste. Si intendeva '--status'?"),
        ("show 1 2", "Errore: Argomento di troppo (2)"),
        ("failed --limit 0", "Errore: Valore non valido per '--limit': 0 non è nell'intervallo x>=1."),
        ("failed --since ieri", "ieri non è un giorno; scriverlo come 2015-12-01"),
        ("original 1 -o", "Errore: L'opzione '-o' vuole un valore."),
        ("completion ksh", "'ksh' non è uno tra 'bash', 'zsh', 'fish'."),
        ("db restore nulla", "La cartella 'nulla' non esiste."),
        ("export", "Errore: Manca l'argomento"),
    ],
)
def test_what_is_typed_wrongly_is_told_in_italian(
    typed: str, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("RACCOLTA_LANGUAGE", "it")
    monkeypatch.setenv("RACCOLTA_DATA_DIR", str(tmp_path))
    monkeypatch.setattr("sys.argv", ["raccolta", *typed.split()])
    with pytest.raises(SystemExit) as ended:
        main()
    told = capsys.readouterr().err
    assert ended.value.code == 2
    assert said in told
    assert ("Uso: raccolta" in told) == (typed != "original 1 -o"), "what takes a value knows no command"
    assert not {"Error", "Usage", "Try", "Invalid", "Missing", "No such"} & set(re.findall(r"[A-Z]\w+", told))


def test_db_and_export_speak_italian(
    command: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RACCOLTA_LANGUAGE", "it")
    monkeypatch.setenv("RACCOLTA_DATA_DIR", str(tmp_path))
    assert "vuota" in command("db", "current").output
    assert "è alla migrazione" in command("db", "upgrade").output
    assert "la base di dati e gli originali sono integri" in command("db", "check").output
    assert "originals: 0 originali" in command("db", "backup", "--dir", str(tmp_path / "copie")).output
    assert "0 righe in" in command("export", "schede", "-o", str(tmp_path / "schede.csv")).output


def texts_of(command: click.Command) -> Iterator[str]:
    """What the help page of a command says, and of those below it."""
    yield from (command.help or "").partition("\f")[0].split("\n\n")
    yield from (parameter.help or "" for parameter in command.params if isinstance(parameter, click.Option))
    if isinstance(command, click.Group):
        for name in command.list_commands(click.Context(command)):
            below = command.get_command(click.Context(command), name)
            assert below is not None
            yield from texts_of(below)


def test_every_help_page_has_italian() -> None:
    use("it")
    said = {*texts_of(cli), *GROUPS, *(text for group in GROUPS.values() for _, text, _ in group.values())}
    said |= {cli.epilog or "", "Options", "Commands", "Usage: ", "Show this message and exit."}
    assert len(said) > 150
    assert sorted(text for text in said if text.strip() and helped(text) == text) == []


def test_help_is_in_the_language_of_the_settings_and_names_stay() -> None:
    def page(language: str, *words: str) -> str:
        return CliRunner(env={"RACCOLTA_LANGUAGE": language}).invoke(cli, [*words, "--help"]).output

    italian, english = page("it", "review"), page("en", "review")
    assert "Opzioni:" in italian
    assert "Esempio: raccolta review set 40 --campo 7" in italian
    assert "Mostra questo aiuto e termina." in italian
    assert "Say that SCHEDA is no practice." in english
    for kept in ("--prefettura SIGLA", "[x>=1]", "accept", "[OPTIONS] [COMMAND] [ARGS]..."):
        assert kept in italian
        assert kept in english
    assert "Options:" not in italian
    # A line for each command, never one that breaks off.
    assert "..." not in english.partition("Commands:")[2]


@pytest.mark.parametrize(("language", "words"), [("en", "To begin: `raccolta demo`"), ("it", "Per cominciare:")])
def test_who_types_nothing_more_is_shown_what_there_is(
    language: str, words: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RACCOLTA_LANGUAGE", language)
    monkeypatch.setattr("sys.argv", ["raccolta"])
    with pytest.raises(SystemExit) as left:
        main()
    said = capsys.readouterr().err
    assert left.value.code == 2
    assert words in said
    assert "rror" not in said.partition("\n")[0]
    assert "Error:" not in said
    assert "Errore:" not in said
