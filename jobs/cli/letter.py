"""`raccolta letter`."""

from pathlib import Path

import click

from config.errors import StorageUnavailableError, UsageError
from config.settings import Settings
from jobs.cli.common import whole_file, with_settings


@click.command("letter")
@click.argument("sigla", metavar="[SIGLA]", required=False)
@click.option("--all", "everyone", is_flag=True, help="To every office whose replies lack something.")
@click.option(
    "-o", "--output", metavar="FILE|DIR", type=click.Path(path_type=Path), help="Where to; default: lettera-SIGLA.docx."
)
@with_settings
def command(sigla: str | None, everyone: bool, output: Path | None, settings: Settings) -> None:
    """Write a Word letter to the office SIGLA (CR for Cremona) that asks for what its replies lack; with --all one to
    each such office, into the folder DIR.
    """
    from jobs.app import open_existing
    from jobs.letter import lacking, letter

    if (sigla is None) != everyone:
        raise UsageError("name an office by its sigla, or --all with -o DIR")
    with open_existing(settings) as app:
        if sigla is not None:
            _write(output or Path(f"lettera-{sigla.upper()}.docx"), letter(app, sigla), sigla)
            return
        if output is None:
            raise UsageError("--all needs a folder: add -o DIR")
        try:
            output.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StorageUnavailableError(f"{output} cannot be made: {error.strerror}") from error
        for office in lacking(app):
            _write(output / f"lettera-{office}.docx", letter(app, office), office)


def _write(target: Path, content: bytes | None, sigla: str) -> None:
    if content is None:
        click.echo(f"nothing is missing from the replies of {sigla.upper()}: no letter was written", err=True)
        return
    whole_file(target, content)
    click.echo(str(target))
