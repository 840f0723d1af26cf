"""Invariant 1: every leaf of a mail is a document, its bytes decoded as what they plainly are; what is empty, cut or
still encoded is told.

One part of a mail is relabelled, encoded anew, cut or stripped of its head, or the mail is cut: then the same schede
come out, or a problem names the part (or says that the mail is malformed).
"""

import base64
import binascii
import quopri
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from hypothesis import given
from hypothesis import strategies as st

from config.limits import Limits
from jobs.demo.build import archive, docx, pdf
from jobs.pipeline import read_submission
from store.model import Submission
from tests.specimens.envelopes import pec_mail

SENDER = "prefettura.novara@interno.it"
KITCHEN = (
    "La scuola alberghiera ospita il lunedì un corso di cucina al quale partecipano dodici persone accolte, e quattro "
    "di loro hanno "
    "trovato un impiego stagionale nei ristoranti del lago."
)
LIBRARY = (
    "I volontari della biblioteca accompagnano a piccoli gruppi chi è arrivato da poco: tessera, prestito, "
    "conversazione guidata e una "
    "prova finale con i docenti del centro per gli adulti."
)
WOODS = (
    "Nove ospiti puliscono con gli alpini i sentieri sopra il paese; il comune copre l'assicurazione e a fine "
    "stagione consegna un "
    "attestato durante la festa patronale."
)
HEADINGS = {
    5: "Scheda 5: Apprendimento della lingua italiana",
    6: "Scheda 6: Storie di inserimento lavorativo e sociale",
    7: "Scheda 7: Processi di coinvolgimento volontario",
}
TEXTS = {5: LIBRARY, 6: KITCHEN, 7: WOODS}


@dataclass(frozen=True)
class Leaf:
    """One part: what it is called and declared as, its bytes, how they are encoded, what its head says of that."""

    name: str
    declared: str
    content: bytes
    coding: str
    label: str
    campo: int | None = None
    head: bool = True

    def lines(self) -> bytes:
        fields = [f"Content-Type: {self.declared}"] if self.declared else []
        fields += [f"Content-Transfer-Encoding: {self.label}"] if self.label else []
        fields += [f'Content-Disposition: attachment; filename="{self.name}"'] if self.name else []
        return ("\r\n".join(fields if self.head else []) + "\r\n\r\n").encode() + CODINGS[self.coding](
            self.content, self.name
        )


def _uuencoded(content: bytes, name: str) -> bytes:
    lines = b"".join(binascii.b2a_uu(content[place : place + 45]) for place in range(0, len(content), 45))
    return f"begin 644 {name or 'scheda.doc'}\n".encode() + lines + b"`\nend\n"


CODINGS: dict[str, Callable[[bytes, str], bytes]] = {
    "base64": lambda content, name: base64.encodebytes(content).replace(b"\n", b"\r\n"),
    "base64 in one line": lambda content, name: base64.b64encode(content),
    "quoted-printable": lambda content, name: quopri.encodestring(content),
    "x-uuencode": _uuencoded,
    "8bit": lambda content, name: content,
}


def _written(campo: int) -> list[tuple[str, str]]:
    return [("heading", HEADINGS[campo]), ("text", TEXTS[campo])]


WORD = Leaf("lingua.docx", "application/msword", docx(_written(5)), "base64", "base64", 5)
PRINTED = Leaf("lavoro.pdf", "application/pdf", pdf(_written(6)), "base64", "base64", 6)
PACKED = Leaf("tutto.zip", "application/zip", archive({"lavoro.docx": docx(_written(6))}), "base64", "base64", 6)
TYPED = Leaf(
    "",
    "text/plain; charset=utf-8",
    f"{HEADINGS[7]}\r\n\r\n{WOODS}\r\n".encode(),
    "quoted-printable",
    "quoted-printable",
    7,
)
PAGE = replace(
    TYPED,
    declared="text/html; charset=utf-8",
    content=f"<html><body><p>{HEADINGS[7]}</p><p>{WOODS}</p></body></html>".encode(),
)
LETTER = Leaf("", "text/plain; charset=utf-8", b"Si trasmette quanto richiesto.\r\n", "8bit", "8bit")
MAILS: tuple[tuple[Leaf, ...], ...] = (
    (LETTER, WORD),
    (LETTER, PRINTED, WORD),
    (TYPED, PACKED),
    (PAGE, PRINTED),
    (TYPED,),
    (WORD, TYPED, PRINTED),
)
SHAPES = ("mixed", "related", "alternative in mixed", "mixed in mixed", "forwarded", "pec", "pec in base64")


def multipart(kind: str, parts: Sequence[bytes], boundary: str) -> bytes:
    """An entity, its head first."""
    mark = f"--{boundary}".encode()
    body = b"".join(mark + b"\r\n" + part.removesuffix(b"\r\n") + b"\r\n" for part in parts)
    return f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n\r\n'.encode() + body + mark + b"--\r\n"


def built(leaves: Sequence[Leaf], shape: str) -> bytes:
    """A mail of these leaves."""
    parts = [leaf.lines() for leaf in leaves]
    if shape == "alternative in mixed" and len(parts) > 1:
        parts = [multipart("alternative", parts[:1], "=_scelta"), *parts[1:]]
    elif shape == "mixed in mixed":
        parts = [*parts[:-1], multipart("mixed", parts[-1:], "=_dentro")]
    entity = multipart("related" if shape == "related" else "mixed", parts, "=_fuori")
    head = (
        f"From: <{SENDER}>\r\nTo: dici.buonepraticheaccoglienza@interno.it\r\nSubject: Buone "
        f"pratiche\r\nMIME-Version: 1.0\r\n"
    )
    mail = f"{head}Date: Tue, 01 Dec 2015 10:30:00 +0100\r\n".encode() + entity
    if shape == "forwarded":
        return head.encode() + multipart(
            "mixed", [LETTER.lines(), b"Content-Type: message/rfc822\r\n\r\n" + mail], "=_giro"
        )
    if shape.startswith("pec"):
        return pec_mail(mail, SENDER, encoded=shape == "pec in base64", sign=False)
    return mail


def schede(found: Submission) -> set[tuple[int | None, str]]:
    return {(scheda.campo, " ".join(scheda.description.split())) for scheda in found.reading.schede}


def accounted(original: bytes, leaves: Sequence[Leaf], damaged: Leaf | None) -> None:
    """Nothing is missing, or what is missing is told: of the damaged part, or of the mail as a whole."""
    found = read_submission(original, Limits())
    missing = {(leaf.campo, TEXTS[leaf.campo]) for leaf in leaves if leaf.campo} - schede(found)
    told = [*found.problems, *found.reading.problems]
    if not missing or any(problem.code == "malformed_message" for problem in told):
        return
    named = [
        problem
        for problem in told
        if problem.document and (damaged is None or (damaged.name or "(body)") in problem.document)
    ]
    named += [problem for problem in told if problem.document and "unnamed" in problem.document]
    assert named, f"{missing} went without a word: {told}"


labels = st.sampled_from(
    [
        "",
        "base64 ",
        '"base64"',
        "base64;",
        "base-64",
        "x-base64",
        "BASE64 (x)",
        "quoted-printable",
        "7bit",
        "8bit",
        "binary",
        "x-uuencode",
        "uu",
        "x-yenc",
        "boh",
        "-",
    ]
)
types = st.sampled_from(
    ["", "text/plain", "text/html", "text/plain; charset=utf-16", "application/octet-stream", "image/jpeg",
        "message/rfc822", "multipart/mixed",
     "multipart/mixed; boundary=altro", "text/calendar", "message/delivery-status", "application/pkcs7-signature",
     "pdf", ";;;", "text"]
)  # fmt: skip
mails = st.sampled_from(MAILS)
shapes = st.sampled_from(SHAPES)


@given(mails, shapes)
def test_b01_an_undamaged_mail_is_read_without_a_word(leaves: tuple[Leaf, ...], shape: str) -> None:
    found = read_submission(built(leaves, shape), Limits())
    assert schede(found) == {(leaf.campo, TEXTS[leaf.campo]) for leaf in leaves if leaf.campo}
    # An envelope that nobody signed vouches for nobody, and that is said.
    said = {problem.code.value for problem in found.problems}
    assert said <= ({"untrusted_sender"} if shape.startswith("pec") else set())


@given(mails, shapes, st.integers(0, 9), labels, st.sampled_from(sorted(CODINGS)))
def test_b01_a_part_under_any_label_in_any_coding(
    leaves: tuple[Leaf, ...], shape: str, which: int, label: str, coding: str
) -> None:
    place = which % len(leaves)
    damaged = replace(leaves[place], label=label, coding=coding)
    leaves = (*leaves[:place], damaged, *leaves[place + 1 :])
    accounted(built(leaves, shape), leaves, damaged)


@given(mails, shapes, st.integers(0, 9), types, st.booleans())
def test_b01_a_part_of_any_declared_type(
    leaves: tuple[Leaf, ...], shape: str, which: int, declared: str, named: bool
) -> None:
    place = which % len(leaves)
    damaged = replace(leaves[place], declared=declared, name=leaves[place].name if named else "")
    leaves = (*leaves[:place], damaged, *leaves[place + 1 :])
    accounted(built(leaves, shape), leaves, damaged)


@given(mails, shapes, st.integers(0, 9))
def test_b01_a_part_without_a_head(leaves: tuple[Leaf, ...], shape: str, which: int) -> None:
    place = which % len(leaves)
    damaged = replace(leaves[place], head=False, name="")
    leaves = (*leaves[:place], damaged, *leaves[place + 1 :])
    accounted(built(leaves, shape), leaves, damaged)


@given(mails, shapes, st.integers(0, 9), st.floats(0.02, 0.98), st.booleans())
def test_b18_a_file_that_ends_early(
    leaves: tuple[Leaf, ...], shape: str, which: int, share: float, before: bool
) -> None:
    """Cut in its bytes, or in what stands for them; the mail around it is whole. Of a text nobody can tell that it was
    longer.
    """
    files = [place for place, leaf in enumerate(leaves) if leaf.name]
    if not files:
        return
    place = files[which % len(files)]
    leaf = leaves[place]
    encoded = CODINGS[leaf.coding](leaf.content, leaf.name)
    cut = encoded[: int(len(encoded) * share)]
    damaged = (
        replace(leaf, content=leaf.content[: int(len(leaf.content) * share)])
        if before
        else replace(leaf, content=cut, coding="8bit")
    )
    leaves = (*leaves[:place], damaged, *leaves[place + 1 :])
    accounted(built(leaves, shape), leaves, damaged)


@given(mails, shapes, st.floats(0.0, 0.999))
def test_b18_a_mail_that_ends_early(leaves: tuple[Leaf, ...], shape: str, share: float) -> None:
    whole = built(leaves, shape)
    accounted(whole[: int(len(whole) * share)], leaves, None)


@given(mails, shapes, st.integers(0, 99), st.sampled_from([b"", b"--", b"\r\n", b"--=_altro\r\n", b"=_fuori\r\n"]))
def test_f17_a_delimiter_that_is_lost_or_wrong(
    leaves: tuple[Leaf, ...], shape: str, which: int, instead: bytes
) -> None:
    lines = built(leaves, shape).splitlines(keepends=True)
    delimiters = [place for place, line in enumerate(lines) if line.startswith(b"--")]
    lines[delimiters[which % len(delimiters)]] = instead
    accounted(b"".join(lines), leaves, None)


@given(
    mails,
    shapes,
    st.integers(0, 99),
    st.sampled_from([b"", b"\r\n", b"x\r\n", b": \r\n", b"\x00\xff\r\n", b"Content-Type: text/plain\r\n"]),
)
def test_f12_a_line_of_a_head_that_is_lost_or_wrong(
    leaves: tuple[Leaf, ...], shape: str, which: int, instead: bytes
) -> None:
    lines = built(leaves, shape).splitlines(keepends=True)
    fields = [place for place, line in enumerate(lines) if line.startswith((b"Content-", b"MIME-", b"Subject", b"X-"))]
    lines[fields[which % len(fields)]] = instead
    accounted(b"".join(lines), leaves, None)


@given(mails, shapes, st.integers(0, 9), st.sampled_from([b"", b"\r\n", b" \r\n\r\n"]))
def test_b05_a_file_without_content(leaves: tuple[Leaf, ...], shape: str, which: int, content: bytes) -> None:
    files = [place for place, leaf in enumerate(leaves) if leaf.name]
    if not files:
        return
    place = files[which % len(files)]
    damaged = replace(leaves[place], content=content, coding="8bit")
    leaves = (*leaves[:place], damaged, *leaves[place + 1 :])
    accounted(built(leaves, shape), leaves, damaged)
