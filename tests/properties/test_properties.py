"""What holds for every input."""

from datetime import date
from pathlib import PurePosixPath

from hypothesis import given
from hypothesis import strategies as st

from config.limits import Limits
from ingest.names import safe_filename, unique_path
from ingest.opening import open_message
from jobs.demo.sample import sample_mailbox
from jobs.pipeline import read_submission
from parsers.identify import identify
from parsers.italian.dates import find_dates
from parsers.model import Block
from parsers.official.form import find_form
from parsers.official.headings import read_heading
from parsers.practices.partition import split
from parsers.readers.plain import LIGATURES
from parsers.readers.plain import read as read_plain
from parsers.readers.web.html import read as read_html

MAILS = sample_mailbox()
MONTHS = [
    "gennaio",
    "febbraio",
    "marzo",
    "aprile",
    "maggio",
    "giugno",
    "luglio",
    "agosto",
    "settembre",
    "ottobre",
    "novembre",
    "dicembre",
]
lines = st.lists(
    st.one_of(
        st.text(max_size=80),
        st.sampled_from(
            ["Scheda 5", "5) apprendimento della lingua italiana", "☒", "TRA", "Distinti saluti", "Il Prefetto"]
        ),
    ),
    max_size=25,
)


@given(st.binary(max_size=2000))
def test_opening_never_raises(original: bytes) -> None:
    paths = [file.path for file in open_message(original, Limits()).files]
    assert len(paths) == len(set(paths))


@given(st.sampled_from(MAILS), st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), min_size=1, max_size=20))
def test_a_damaged_mail_is_read_without_raising(original: bytes, damage: list[tuple[int, int]]) -> None:
    broken = bytearray(original)
    for place, byte in damage:
        broken[place % len(broken)] = byte
    read_submission(bytes(broken), Limits())


@given(st.sampled_from(MAILS), st.integers(0, 10**6))
def test_a_truncated_mail_is_read_without_raising(original: bytes, length: int) -> None:
    read_submission(original[: length % len(original)], Limits())


@given(st.text(max_size=300))
def test_a_safe_name_is_one_harmless_path_part(name: str) -> None:
    safe = safe_filename(name, "unnamed.bin")
    assert safe
    assert len(safe) <= 180
    assert "/" not in safe
    assert "\\" not in safe
    assert PurePosixPath(safe).name == safe
    assert safe not in {".", ".."}
    safe.encode("utf-8")


@given(st.lists(st.sampled_from(["a.pdf", "b/a.pdf", "a", "a (2).pdf"]), max_size=12))
def test_paths_are_made_unique(names: list[str]) -> None:
    taken, numbers = set[str](), dict[str, int]()
    for name in names:
        taken.add(unique_path(name, numbers, taken))
    assert len(taken) == len(names)


@given(st.text(max_size=500), st.booleans())
def test_headings_never_raise_and_claim_only_campi(text: str, prominent: bool) -> None:
    heading = read_heading(text, prominent=prominent)
    assert heading is None or all(1 <= number <= 11 for number in heading.campi)


@given(lines)
def test_splitting_never_raises_and_makes_no_empty_practice(texts: list[str]) -> None:
    blocks = [Block(number, text) for number, text in enumerate(texts)]
    result = split(blocks)
    for section in result.sections:
        assert section.description.strip()
    form = find_form(blocks)
    assert form is None or all(1 <= number <= 11 for number in form.marked)


@given(st.dates(date(1990, 1, 1), date(2049, 12, 31)))
def test_a_date_is_found_however_it_is_written(day: date) -> None:
    month = MONTHS[day.month - 1]
    for text in (
        f"{day.day} {month} {day.year}",
        f"lì {day:%d.%m.%Y}",
        f"{day.day}/{day.month}/{day.year}",
        f"L'anno {day.year} il giorno {day.day} del mese di {month}",
    ):
        assert [found.day for found in find_dates(text)] == [day]


@given(st.binary(max_size=3000))
def test_every_file_has_a_type(content: bytes) -> None:
    assert "/" in identify(content)


@given(st.text(max_size=2000))
def test_plain_text_keeps_every_word(text: str) -> None:
    document = read_plain(text.encode("utf-8", "replace"), Limits())
    assert [block.index for block in document.blocks] == list(range(len(document.blocks)))
    letters = [c for c in text.translate(LIGATURES) if c.isascii() and c.isalnum()]
    kept = [c for c in document.text if c.isascii() and c.isalnum()]
    assert kept == letters


@given(st.text(alphabet=st.sampled_from("<>/abptdrl i\"'=&;xÀ\n"), max_size=400))
def test_html_never_raises(text: str) -> None:
    read_html(text.encode(), Limits())
