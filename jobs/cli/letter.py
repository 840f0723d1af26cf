"""`raccolta letter`."""

import os
from pathlib import Path

import click

from config.errors import StorageUnavailableError
from config.settings import Settings
from jobs.cli.common import with_settings


@click.command("letter")
@click.argument("sigla", metavar="SIGLA")
@click.option(
    "-o", "--output", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False), help="Where to; default: lettera-SIGLA.docx."
)
@with_settings
def command(sigla: str, output: Path | None, settings: Settings) -> None:
    """Write a Word letter to the office SIGLA (CR for Cremona) that asks for what its replies lack."""
    from jobs.app import open_existing
    from jobs.letter import letter

    with open_existing(settings) as app:
        content = letter(app, sigla)
    if content is None:
        click.echo(f"nothing is missing from the replies of {sigla.upper()}: no letter was written", err=True)
        return
    target = output or Path(f"lettera-{sigla.upper()}.docx")
    temporary = target.with_name(target.name + ".part")
    try:
        temporary.write_bytes(content)
        os.replace(temporary, target)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise StorageUnavailableError(f"{target} cannot be written: {error.strerror}") from error
    click.echo(str(target))
