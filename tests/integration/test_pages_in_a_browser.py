"""The site and the report of a whole campaign in a real browser: what axe-core finds, and what fits."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from config.settings import load
from jobs.app import assemble
from jobs.report import report
from jobs.site.publish import publish
from store import schema
from store.database import Database
from store.originals import OriginalsInMemory
from tests.specimens.campaign import fill

pytestmark = pytest.mark.service

#: Of each kind of page one.
PAGES = (
    "index",
    "practices",
    "agreements",
    "offices",
    "data",
    "practice/30",
    "agreement/3",
    "campo/5",
    "region/lazio",
    "office/RM",
    "report",
)
WIDTHS = (1400, 768, 360)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """106 offices, of which 80 reply; some 600 schede."""
    made = tmp_path_factory.mktemp("pages")
    database = Database("sqlite://")
    schema.upgrade(database)
    fill(database, 200)
    schema.upgrade(database)
    app = assemble(load({}, data_dir=made / "data"), database, OriginalsInMemory())
    publish(app, made / "site")
    (made / "site" / "report.html").write_text(report(app), encoding="utf-8")
    database.close()
    return made / "site"


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Page]:
    shown = chromium.new_page()
    shown.set_default_timeout(120_000)
    yield shown
    shown.close()


def _grave(found: dict[str, Any]) -> list[str]:
    return [
        f"{violation['id']}: {violation['help']}: {violation['nodes'][0]['html'][:200]}"
        for violation in found["violations"]
        if violation["impact"] in {"serious", "critical"}
    ]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_no_grave_finding_and_fits_every_window(name: str, folder: Path, page: Page) -> None:
    page.goto((folder / f"{name}.html").as_uri())
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width
    # Rules do not depend on the width but for what is hidden, and the narrowest hides most.
    assert _grave(Axe().run(page).response) == []


def test_axe_core_would_find_a_fault(page: Page) -> None:
    page.set_content('<html lang="it"><title>x</title><main><h1>x</h1><img src="x.png"></main></html>')
    assert [line.split(":")[0] for line in _grave(Axe().run(page).response)] == ["image-alt"]


def test_the_search_of_the_site_finds_and_the_map_leads_to_a_region(folder: Path, page: Page) -> None:
    page.goto((folder / "practices.html").as_uri())
    page.select_option("#region", "Lazio")
    rows = page.locator("table.practices tbody tr:visible")
    assert 0 < rows.count() == int(page.locator("#count").inner_text())
    page.goto((folder / "index.html").as_uri())
    page.locator("svg.italy a[href='region/sardegna.html']").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/region/sardegna.html")
    assert page.locator("h1").inner_text() == "Sardegna"
