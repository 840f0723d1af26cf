"""`raccolta publish`."""

from pathlib import Path

import click

from config.settings import Settings
from jobs.cli.common import json_option, print_json, told, with_settings
from jobs.language.words import how_many


@click.command("publish")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@with_settings
@json_option
def command(folder: Path, settings: Settings, as_json: bool) -> None:
    """Write a site to read, search and download the practices into DIR, personal data masked.

    It needs no server: open DIR/index.html, or copy DIR to any web server. Run it again to bring it up to date.
    """
    from jobs.app import open_existing
    from jobs.site.publish import publish

    with open_existing(settings) as app:
        files, changed = publish(app, folder)
    if as_json:
        print_json({"files": files, "changed": changed, "index": str(folder / "index.html")})
        return
    said = "{files}, {changed} new or changed: open {index}"
    told(said, files=how_many(files, "file", "files"), changed=changed, index=folder / "index.html")
