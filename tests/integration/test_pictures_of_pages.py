"""Pictures of text on PDF pages and in mails, read by Tesseract: every word of them, once, in the order of the page."""

import shutil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rapidfuzz import fuzz
from reportlab.pdfgen.canvas import Canvas

from config.limits import Limits
from jobs.demo.build import mail
from jobs.pipeline import read_submission
from parsers.readers.pdf.document import read
from tests.conftest import _needs
from tests.specimens import pages as specimens
from tests.unit.test_pictures_in_mails import by_telephone, saved
from tests.unit.test_seed import DATE

pytestmark = pytest.mark.service
SCANNED = " ".join(" ".join(specimens.LINES).split())


@pytest.fixture(autouse=True, scope="module")
def _tesseract() -> None:
    _needs(shutil.which("tesseract") is not None, "Tesseract")


@pytest.mark.parametrize(
    ("content", "before", "behind"),
    [
        (specimens.scan_under(specimens.FAX), specimens.FAX, []),
        (specimens.scan_under(specimens.REGISTRY), specimens.REGISTRY, []),
        (specimens.scan_under(specimens.REGISTRY, top=60), [], specimens.REGISTRY),
        (
            specimens.figure_beside_words(),
            ["Si trasmette la scheda ricevuta dal Comune"],
            ["Segue la firma del responsabile"],
        ),
        (specimens.two_scans(), [], ["allegato 1"]),
        (specimens.strips(), specimens.REGISTRY, []),
        (specimens.in_a_form(), specimens.REGISTRY, []),
        (specimens.outlined(), [], []),
        (specimens.outlined(specimens.REGISTRY), specimens.REGISTRY, []),
    ],
    ids=[
        "fax head",
        "registry",
        "foot",
        "figure",
        "two scans",
        "strips",
        "form XObject",
        "outlines",
        "outlines and stamp",
    ],
)
def test_b09_a_picture_is_read_among_the_typed_words(content: bytes, before: list[str], behind: list[str]) -> None:
    document = read(content, Limits())
    text = " ".join(document.text.split())
    assert document.gaps == ()
    assert fuzz.partial_ratio(SCANNED, text) >= 97
    place = text.index("Nella biblioteca")
    for line in (" ".join(line.split()) for line in [*before, *behind]):
        assert text.count(line) == 1
        assert (text.index(line) < place) == (line in [" ".join(typed.split()) for typed in before])


def test_b09_the_scheda_under_a_stamp_is_one_scheda_with_its_own_words() -> None:
    content = specimens.scan_under(specimens.REGISTRY)
    submission = read_submission(
        mail("protocollo.prefro@pec.interno.it", "Scheda", "Si trasmette.", {"scheda.pdf": content}, date=DATE),
        Limits(),
    )
    (scheda,) = submission.reading.schede
    assert scheda.campo == 5
    assert fuzz.ratio(scheda.description, specimens.TEXT) >= 97


class TestLayers:
    def test_f06_a_better_layer_is_kept(self) -> None:
        # A scan so coarse that little can be recognised, with the words that a better copy gave.
        coarse = specimens.page_picture(dpi=40)

        def draw(canvas: Canvas) -> None:
            specimens.put(canvas, coarse, 0, 0, specimens.WIDTH)
            text = canvas.beginText(60, 760)
            text.setTextRenderMode(3)
            text.setLeading(16.8)
            for line in specimens.LINES:
                text.textLine(line)
            text.setTextRenderMode(0)
            canvas.drawText(text)

        document = read(specimens.drawn(draw), Limits())
        assert " ".join(document.text.split()) == SCANNED
        assert document.notes[0].startswith("text layer of the file kept")

    @pytest.mark.parametrize(
        "layer",
        [
            [
                line.replace("e", "c").replace("i", "!").replace("o", "0")[: len(line) * 2 // 3]
                for line in specimens.LINES
            ],
            specimens.LINES[:4],
            ["scan0001"],
        ],
        ids=["full of errors", "half of it", "a name"],
    )
    def test_f06_our_own_reading_is_kept_where_it_is_better(self, layer: list[str]) -> None:
        document = read(specimens.layered(layer), Limits())
        assert fuzz.ratio(" ".join(document.text.split()), SCANNED) >= 97
        assert document.notes[0].startswith("own recognition kept instead of the text layer")

    def test_f06_a_layer_under_a_stamp_is_not_doubled(self) -> None:
        document = read(specimens.layered(specimens.LINES, typed=specimens.REGISTRY), Limits())
        text = " ".join(document.text.split())
        assert text.count("Nella biblioteca di quartiere") == 1


def test_f07_a_layer_that_says_other_letters_than_are_shown_is_not_believed() -> None:
    content = specimens.mapped(specimens.TEXT, lambda letter: ord("bcdfghjklmnpqrstvwxz"[letter % 20]))
    document = read(content, Limits())
    assert document.ocr
    assert fuzz.ratio(" ".join(document.text.split()), specimens.TEXT) >= 95


def test_f07_codes_that_are_shown_as_they_are_written_stay() -> None:
    codes = ["RSSMRA80A01H501U", "BNCLGU75B12F205X", "VRDNNA91T50L219K"] * 5
    document = read(specimens.drawn(lambda canvas: specimens.write(canvas, codes)), Limits())
    assert not document.ocr
    assert document.text.split() == codes


def test_b10_a_page_in_the_text_of_a_mail_is_read() -> None:
    picture = by_telephone(specimens.page_picture(dpi=150))
    from email.message import EmailMessage
    from email.policy import SMTP

    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = "protocollo.prefro@pec.interno.it", "a@interno.it", "scheda"
    message.set_content("<p>Buongiorno, ecco la scheda:</p><img src='cid:p1'>", subtype="html")
    message.add_related(
        saved(picture, "JPEG", quality=60), "image", "jpeg", cid="<p1>", filename="IMG_0001.jpg", disposition="inline"
    )
    (scheda,) = read_submission(message.as_bytes(), Limits()).reading.schede
    assert scheda.campo == 5
    assert fuzz.ratio(scheda.description, specimens.TEXT) >= 90


words = st.lists(
    st.sampled_from(["Prot.", "n.", "4711", "del", "01/12/2015", "copia", "conforme", "ricevuto", "via", "PEC"]),
    min_size=2,
    max_size=9,
)


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(st.lists(words, min_size=1, max_size=6), st.sampled_from([835, 610, 120]), st.booleans())
def test_invariant_2_typed_lines_upon_a_scan_never_hide_its_words(
    lines: list[list[str]], top: int, strips: bool
) -> None:
    scanned = specimens.scan_under([" ".join(line) for line in lines], top=top)
    if strips:
        scanned = specimens.strips()
    text = " ".join(read(scanned, Limits()).text.split())
    found = sum(word in text for word in SCANNED.split())
    assert found >= 0.95 * len(SCANNED.split())
