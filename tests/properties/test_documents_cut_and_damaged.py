"""Invariant 1 inside a document: cut it or spoil it anywhere, and the same words come out, or a problem names it."""

from functools import cache

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.limits import Limits
from config.vocabulary import DocumentStatus
from parsers.files import read_source
from parsers.model import Source
from tests.specimens.parts import deflated, files_of
from tests.specimens.word import DECIMAL, in_list, numbering, p, package, r, table
from tests.unit.test_files_in_documents import flat as flat_open_document
from tests.unit.test_files_in_documents import open_document
from tests.unit.test_web_pages import QUOTED, archive, part
from tests.unit.test_word_xml import flat, word_2003

BODY = (
    p(r("Scheda 5: apprendimento della lingua italiana"))
    + p(r("Il comune apre una scuola serale nella biblioteca."), in_list(1))
    + table([[p(r("Ente")), p(r("Comune di Rieti"))]])
    + p(r("Le lezioni durano sei mesi e finiscono con un esame."))
)
WORD = package(BODY, lists=numbering(DECIMAL), header=p(r("Prefettura di Rieti")))
TEXT = "<text:p>Il comune apre una scuola serale.</text:p><text:p>Le lezioni durano sei mesi.</text:p>"
SPECIMENS = {
    "package": deflated(files_of(WORD)),
    "stored package": WORD,
    "flat package": flat(WORD),
    "Word 2003": word_2003(BODY),
    "OpenDocument": deflated(files_of(open_document(TEXT))),
    "flat OpenDocument": flat_open_document(TEXT),
    "RTF": rb"{\rtf1\ansi{\fonttbl{\f0 Arial;}}\pard Il comune apre una scuola serale.\par Le lezioni durano sei "
    rb"mesi.\par}",
    "web archive": archive(part("text/html; charset=windows-1252", "quoted-printable", QUOTED)),
}

#: Of fewer bytes nobody can say what they were the beginning of.
_TELLS_ITS_KIND = 64


def read(content: bytes) -> tuple[list[str], bool]:
    """The lines of a file, and whether anything is told of it."""
    draft = read_source(Source("scheda", "scheda", "", content), Limits())
    lines = [block.text for block in draft.text.blocks] if draft.text is not None else []
    told = bool(draft.problems) or draft.status is not DocumentStatus.READ
    return lines, told


@cache
def whole(name: str) -> tuple[str, ...]:
    lines, told = read(SPECIMENS[name])
    assert lines
    assert not told
    return tuple(lines)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(SPECIMENS)), st.floats(0, 1, exclude_max=True))
def test_invariant_1_a_document_cut_anywhere_keeps_its_words_or_is_told(name: str, share: float) -> None:
    content = SPECIMENS[name]
    lines, told = read(content[: max(_TELLS_ITS_KIND, int(len(content) * share))])
    assert told or tuple(lines) == whole(name)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(["package", "OpenDocument"]), st.floats(0, 1, exclude_max=True), st.binary(min_size=8, max_size=60)
)
def test_invariant_1_a_package_spoilt_anywhere_keeps_its_words_or_is_told(
    name: str, share: float, noise: bytes
) -> None:
    content = SPECIMENS[name]
    place = int(len(content) * share)
    lines, told = read(content[:place] + noise + content[place + len(noise) :])
    assert told or set(whole(name)) <= set(lines)
