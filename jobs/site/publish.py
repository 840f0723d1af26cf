"""Writes the site into a folder: pages, search, downloads, feed. Only what changed is written, what is gone is
removed.
"""

import json
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from config.campi import CAMPI
from config.errors import StorageUnavailableError, UsageError
from config.outline import CREDIT
from jobs.app import App
from jobs.italy import Dot, bands, italy
from jobs.site.content import Content, Practice, gather
from jobs.site.downloads import downloads
from jobs.site.words import WORDS
from store.wording import folded

#: The list of files that an earlier run wrote; a folder with other files in it and without this list is left alone.
MANIFEST = "raccolta-site.json"
_NEWEST = 20


def publish(app: App, folder: Path) -> tuple[int, int]:
    """Writes the site and returns how many files it has and how many of them were new or changed.

    Raises UsageError for a folder that holds something else, StorageUnavailableError if it cannot be written.
    """
    files = dict(site(gather(app.database), app.settings.site_language))
    try:
        return len(files), _write(folder, files)
    except OSError as error:
        raise StorageUnavailableError(f"{folder} cannot be written: {error.strerror or error}") from error


def site(content: Content, language: str) -> Iterator[tuple[str, bytes]]:
    """Every file of the site by its path."""
    pages = _Pages(content, language)
    for path, text in pages.all():
        yield path, text.encode("utf-8")
    yield from downloads(content, language)
    for name in ("style.css", "search.js"):
        yield name, (Path(__file__).parent / "templates" / name).read_bytes()


class _Pages:
    """The pages of one content in one language."""

    def __init__(self, content: Content, language: str) -> None:
        self._content, self._language = content, language
        loader = jinja2.PackageLoader("jobs.site")
        self._templates = jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
        self._templates.globals.update(w=WORDS[language], lang=language, content=content, campi=CAMPI, slug=_slug)
        self._templates.filters["day"] = self._day
        self._newest = sorted(content.practices.values(), key=lambda p: (p.received, p.number), reverse=True)

    def all(self) -> Iterator[tuple[str, str]]:
        """Path and text of each page."""
        content, regions = self._content, self._regions()
        listed = sorted(content.practices.values(), key=lambda p: (p.campo, p.region, p.office, p.number))
        yield (
            "index.html",
            self._page(
                "home.html",
                "",
                newest=self._newest[:_NEWEST],
                map=_map(content, regions, WORDS[self._language]),
                bands=bands(sums["schede"] for sums in regions.values()),
                credit=CREDIT,
                regions=regions,
            ),
        )
        yield "practices.html", self._page("practices.html", "", practices=listed)
        yield "agreements.html", self._page("agreements.html", "")
        yield "offices.html", self._page("offices.html", "")
        yield "data.html", self._page("data.html", "")
        yield "feed.xml", self._page("feed.xml", "", newest=self._newest[:_NEWEST])
        yield "search-index.js", _index(listed)
        for number, practice in content.practices.items():
            yield f"practice/{number}.html", self._page("practice.html", "../", practice=practice)
        for number, agreement in content.agreements.items():
            yield f"agreement/{number}.html", self._page("agreement.html", "../", agreement=agreement)
        yield from self._lists(listed, regions)

    def _lists(self, listed: list[Practice], regions: Iterable[str]) -> Iterator[tuple[str, str]]:
        """A page for each campo, region and office; what it is about does not stand in its rows again."""
        for campo in CAMPI:
            own = [p for p in listed if p.campo == campo.number]
            yield self._list(f"campo/{campo.number}", f"{campo.number}. {campo.title}", own, without=("campo",))
        for region in regions:
            own = [p for p in listed if p.region == region]
            yield self._list(f"region/{_slug(region)}", region, own, without=("region",))
        for office in self._content.offices:
            sigla, name = office["prefettura"], f"{office['office']} - {office['prefettura_name']}"
            own = [p for p in listed if p.prefettura == sigla]
            yield self._list(f"office/{sigla}", name, own, office, without=("office", "region"))

    def _list(
        self, path: str, heading: str, practices: list[Practice], office: Any = None, *, without: tuple[str, ...]
    ) -> tuple[str, str]:
        shown = {"heading": heading, "practices": practices, "office": office, "without": without}
        return f"{path}.html", self._page("list.html", "../", **shown)

    def _day(self, day: str) -> str:
        """A day as the language writes it; nothing for none."""
        return date.fromisoformat(day).strftime(WORDS[self._language]["day"]) if day else ""

    def _page(self, template: str, up: str, **values: Any) -> str:
        return self._templates.get_template(template).render(up=up, **values)

    def _regions(self) -> dict[str, dict[str, int]]:
        """All regions: their offices, how many of them replied, and what is in force."""
        sums: dict[str, dict[str, int]] = defaultdict(
            lambda: dict.fromkeys(("offices", "replied", "schede", "protocolli"), 0)
        )
        for office in self._content.offices:
            sums[office["region"]]["offices"] += 1
            for name in ("replied", "schede", "protocolli"):
                sums[office["region"]][name] += office[name]
        return dict(sorted(sums.items()))


def _slug(name: str) -> str:
    return folded(name).replace(" ", "-")


def _map(content: Content, regions: Mapping[str, Mapping[str, int]], words: Mapping[str, str]) -> Markup:
    """Italy with its regions as links; the table beside it says the same."""
    counts = {region: sums["schede"] for region, sums in regions.items()}
    said = {
        region: f"{region}: {sums['schede']} {words['described']}, "
        f"{sums['replied']}/{sums['offices']} {words['offices_replied']}"
        for region, sums in regions.items()
    }
    dots = [
        Dot(office["prefettura"], f"{office['prefettura_name']}: {office['schede']}", bool(office["schede"]))
        for office in content.offices
    ]
    links = {region: f"region/{_slug(region)}.html" for region in regions}
    # Every text in it is escaped where it is drawn.
    return Markup(italy(counts, said, dots, words["map"], links=links))  # noqa: S704


def _index(practices: list[Practice]) -> str:
    """The words of each practice for the browser: a script, since a page opened from a disk may load nothing else."""
    rows = [[p.number, folded(f"{p.title} {p.text} {p.office} {p.region}")] for p in practices]
    return "window.raccoltaIndex = " + json.dumps(rows, ensure_ascii=False, separators=(",", ":")) + ";\n"


def _write(folder: Path, files: dict[str, bytes]) -> int:
    manifest = folder / MANIFEST
    if folder.is_dir() and not manifest.exists() and any(folder.iterdir()):
        raise UsageError(f"{folder} holds files that no site of raccolta is made of: name a new or empty folder")
    before = json.loads(manifest.read_text(encoding="utf-8")) if manifest.exists() else []
    folder.mkdir(parents=True, exist_ok=True)
    # The list comes first: whatever is written below is on it, even if the run ends halfway.
    manifest.write_text(json.dumps(sorted({*before, *files})), encoding="utf-8")
    changed = sum(_replace(folder / path, content) for path, content in files.items())
    for path in set(before) - set(files):
        gone = folder / path
        if gone.resolve().is_relative_to(folder.resolve()):
            gone.unlink(missing_ok=True)
    manifest.write_text(json.dumps(sorted(files)), encoding="utf-8")
    return changed


def _replace(target: Path, content: bytes) -> bool:
    """Writes a file if it differs, whole or not at all."""
    if target.is_file() and target.read_bytes() == content:
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(target.name + ".part")
    temporary.write_bytes(content)
    os.replace(temporary, target)
    return True
