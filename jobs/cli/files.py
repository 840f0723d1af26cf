"""`raccolta files`."""

from pathlib import Path

import click

from config.errors import StorageUnavailableError
from config.settings import Settings
from jobs.cli.common import json_option, print_json, say, whole_file, with_settings
from jobs.language.words import how_many, tell


@click.command("files")
@click.argument("number", metavar="ID", type=int)
@click.option(
    "-o", "--output", metavar="DIR", required=True, type=click.Path(path_type=Path, file_okay=False), help="Where to."
)
@with_settings
@json_option
def command(number: int, output: Path, settings: Settings, as_json: bool) -> None:
    """Write the files of message ID into DIR, envelopes and archives opened. Treat them as what strangers sent."""
    from jobs.app import open_existing
    from jobs.files import files_of

    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageUnavailableError(f"{output} cannot be made: {error.strerror}") from error
    written = []
    with open_existing(settings) as app:
        for file in files_of(app, number):
            name = file.name if file.content else None
            if name is not None:
                whole_file(output / name, file.content)
            written.append({"file": name, "path": file.path, "bytes": len(file.content)})
    if as_json:
        print_json(written)
        return
    for item in written:
        size = how_many(int(item["bytes"] or 0), "byte", "bytes")
        say(f"{item['file'] or tell('not there')}  {item['path']}  {size}")
