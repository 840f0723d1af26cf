"""`raccolta demo`."""

import os
import shutil
import sys
from pathlib import Path
from typing import Any

import click

from config.errors import UsageError
from config.settings import load
from config.vocabulary import Method, ProblemCode
from jobs.cli.common import described, json_option, print_json, print_table, progress, say, told
from jobs.language.words import how_many, tell, use, word

_MARKER = "raccolta.db"


@click.command("demo")
@click.option(
    "--data-dir",
    type=click.Path(path_type=Path),
    default=Path("raccolta-demo"),
    show_default=True,
    help="Folder for the result; an earlier one is replaced.",
)
@json_option
def command(data_dir: Path, as_json: bool) -> None:
    """Run the main job on a sample mailbox of twenty mails, served by a real IMAP server on loopback, into SQLite."""
    use(load().language)
    try:
        from jobs.demo.demo import run_demo
    except ModuleNotFoundError as error:
        raise UsageError(f"the demonstration needs {error.name}; install the extra `demo` (README, Install)") from None
    _clear(data_dir)
    with progress("demonstration") as shown, run_demo(data_dir, shown) as run:
        schede = [
            scheda | {"message": message["id"]}
            for message in run.app.queries.messages()
            for scheda in message["schede"]
        ]
        problems = run.app.queries.overview()["problems"]
        protocolli = [agreement for message in run.app.queries.messages() for agreement in message["protocolli"]]
    if as_json:
        print_json({"stored": run.polled.stored, "processed": run.tally.states, "schede": schede})
        return
    said = "{count} taken in over IMAP; processed: {states}"
    told(said, count=how_many(run.polled.stored, "mail", "mails"), states=described(run.tally.states))
    _print_schede(schede)
    for agreement in protocolli:
        told(
            "protocollo: {title}, signed {day}, {parties}",
            title=agreement["title"][:90],
            day=agreement["signed_on"],
            parties=how_many(len(agreement["parties"]), "party", "parties"),
        )
    told("problems for a person: {problems}", problems=described(problems, ProblemCode))
    _print_next(data_dir)


def _clear(folder: Path) -> None:
    """Replaces an earlier result, and nothing that is not one."""
    if not folder.exists():
        return
    if any(folder.iterdir()) and not (folder / _MARKER).exists():
        raise UsageError(
            f"{folder} holds something else than an earlier demonstration; name another folder with --data-dir"
        )
    shutil.rmtree(folder)


def _print_schede(schede: list[dict[str, Any]]) -> None:
    rows = (
        (
            scheda["id"], scheda["message"], scheda["prefettura"] or "?", scheda["campo"],
            word(Method, scheda["method"]),
            f"{scheda['confidence']:.0%}",
            tell("yes") if scheda["needs_review"] else "", scheda["document_path"],
            (scheda["title"] or scheda["summary"])[:34],
        )
        for scheda in schede
    )  # fmt: skip
    print_table(("scheda", "mail", "pref", "campo", "by", "sure", "review", "document", "title"), rows)


def _print_next(folder: Path) -> None:
    say("")
    told("The database is {file}. Try next:", file=folder / _MARKER)
    # After `make demo` the program is in the virtual environment only, and a newcomer types what is printed here.
    program = "raccolta" if shutil.which("raccolta") else os.path.relpath(sys.argv[0])
    for line in ("show 4 --why", "review", "report", "export coverage --format csv", "rerun --all --dry-run"):
        say(f"  {program} {line} --data-dir {folder}")
