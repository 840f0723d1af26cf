"""Text and ticks by our readers beside others on the same files, with their times. Run by `make bench` behind the bars.

Likeness is that of the letters and figures, in percent, to the text the file was made from; ticks are items of a ticked
form whose state can be told.
"""

import re
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pdfplumber
from docx import Document
from rapidfuzz import fuzz

from config.limits import Limits
from jobs.demo import texts
from jobs.demo.build import docx, paragraphs
from parsers.identify import identify
from parsers.model import DocumentText
from parsers.official.form import find_form
from parsers.readers import reader_for
from tests.specimens.ticks import word

LIMITS = Limits()
ROUNDS = 3
TICKED = (3, 9)
SOURCES = [
    "\n".join([first, second, first])
    for first, second in ((texts.LINGUA, texts.MINORI), (texts.CASA, texts.RETE), (texts.SPORTELLO, texts.TIROCINI))
]


def files(folder: Path) -> dict[str, list[Path]]:
    """The same texts, and one ticked form, in every format."""
    for number, source in enumerate(SOURCES):
        (folder / f"text{number}.docx").write_bytes(docx(paragraphs(source)))
    (folder / "form.docx").write_bytes(word("check box field", TICKED))
    for suffix in ("pdf", "doc", "rtf", "odt"):
        _soffice(folder, folder, suffix, sorted(folder.glob("*.docx")))
    return {suffix: sorted(folder.glob(f"text*.{suffix}")) for suffix in ("docx", "pdf", "doc", "rtf", "odt")}


def _soffice(profile: Path, folder: Path, target: str, paths: list[Path]) -> None:
    command = [
        "soffice",
        f"-env:UserInstallation=file://{profile}/profile",
        "--headless",
        "--convert-to",
        target,
        "--outdir",
        str(folder),
        *map(str, paths),
    ]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def ours(path: Path) -> DocumentText:
    content = path.read_bytes()
    reader = reader_for(identify(content))
    assert reader is not None
    return reader(content, LIMITS)


def through_libreoffice(path: Path) -> str:
    with tempfile.TemporaryDirectory() as name:
        _soffice(Path(name), Path(name), "txt:Text (encoded):UTF8", [path])
        return (Path(name) / f"{path.stem}.txt").read_text(encoding="utf-8-sig")


def plumbed(path: Path) -> str:
    with pdfplumber.open(path) as document:
        return "\n".join(page.extract_text() or "" for page in document.pages)


def readers(suffix: str) -> dict[str, Callable[[Path], str]]:
    """Whom to compare on a format."""
    found: dict[str, Callable[[Path], str]] = {"ours": lambda path: ours(path).text}
    if suffix == "pdf":
        found["pdfplumber"] = plumbed
        if shutil.which("pdftotext"):
            found["pdftotext"] = lambda path: (
                subprocess.run(
                    ["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True
                ).stdout
            )
    if suffix == "docx":
        found["python-docx"] = lambda path: "\n".join(
            paragraph.text for paragraph in Document(BytesIO(path.read_bytes())).paragraphs
        )
    if suffix != "pdf":
        found["LibreOffice"] = through_libreoffice
    return found


def bare(text: str) -> str:
    return re.sub(r"\W+", " ", re.sub(r"(\w)-\n\s*(\w)", r"\1\2", text)).strip()


def ticks(name: str, read: Callable[[Path], str], path: Path) -> str:
    """Of the eleven items of a form, how many have a state that can be told from what a reader gives."""
    if name == "ours":
        form = find_form(ours(path).blocks)
        known = [item for item in form.items if item.mark in {"☒", "☐"}] if form else []
        right = form is not None and form.marked == TICKED
        return f"{len(known)}/11" + (" right" if right else "")
    return f"{min(11, len(re.findall('[☒☑☐□]', read(path))))}/11"


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = files(folder)
        print(
            f"{'format':7} {'reader':12} {'ms/file':>9} {'x ours':>7} {'likeness':>9}  ticks of a form with check box "
            f"fields"
        )
        for suffix, paths in made.items():
            base = 0.0
            for reader, read in readers(suffix).items():
                times, likeness = [], []
                for _ in range(ROUNDS):
                    for number, path in enumerate(paths):
                        began = time.perf_counter()
                        text = read(path)
                        times.append(1000 * (time.perf_counter() - began))
                        likeness.append(fuzz.ratio(bare(text), bare(SOURCES[number])))
                median = statistics.median(times)
                base = base or median
                print(
                    f"{suffix:7} {reader:12} {median:9.2f} {median / base:7.1f} {min(likeness):9.2f}  "
                    f"{ticks(reader, read, folder / f'form.{suffix}')}"
                )


if __name__ == "__main__":
    main()
