"""The signatures over a message and over its files: each is checked, and a check that fails costs nothing but its
answer.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

from config.trusted import NOBODY, Trusted
from config.vocabulary import Integrity, ProblemCode, SignatureForm
from ingest import detached
from ingest.authentication import authentication_of
from ingest.containment import Containment
from ingest.dates import received_on
from ingest.envelopes import smime
from ingest.mime import MimePart
from ingest.model import NOT_ASKED, Authentication, Certification, Signature
from ingest.provider import vouched
from ingest.signatures import Digests, signatures_of


@dataclass(slots=True)
class Checking(Containment):
    """The signatures of one message as its opening goes on, and who vouches for its sender."""

    trusted: Trusted = NOBODY
    authentication: Authentication = NOT_ASKED
    received: datetime | None = None
    signatures: list[Signature] = field(default_factory=list)
    #: The signatures that lie beside their files.
    detached: list[str] = field(default_factory=list)
    #: The parts that sign a mail as a whole, by identity.
    of_mails: set[int] = field(default_factory=set)

    def pair_signatures(self) -> None:
        """Checks each signature that lies beside its file."""
        digests = Digests(self.taken)
        for path in self.detached:
            check = partial(detached.check, path, self.taken, digests)
            self.signatures += self._checked(path, SignatureForm.DETACHED, check)
        for signature in self.signatures:
            if signature.integrity is Integrity.ALTERED:
                who = signature.signer or "an unnamed certificate"
                self._problem(
                    ProblemCode.ALTERED_SIGNATURE, f"signature of {who}: {signature.detail}", signature.path or None
                )

    def _hear_servers(self, mail: MimePart) -> None:
        """Takes up what the servers say that the message came through."""
        ask, stamps = partial(authentication_of, mail, self.trusted.servers), mail.headers.get("received", ())
        self.authentication = self._tried("reading what our server says of its sender", "", ask, NOT_ASKED)
        self.received = self._tried("telling when it arrived", "", lambda: received_on(stamps), None)

    def _vouched(self, said: Certification, mail: MimePart, raws: tuple[bytes, ...]) -> Certification:
        """What an envelope says, with whether its provider vouches for it."""
        ask = partial(vouched, said, mail, raws, self.trusted, self.limits.mime_parts)
        doubtful = replace(said, doubt="whether its provider vouches for it could not be checked")
        return self._tried("checking who vouches for the envelope", said.path, ask, doubtful)

    def _check_mail(
        self, mail: MimePart, prefix: str, raws: tuple[bytes, ...], form: SignatureForm = SignatureForm.MAIL
    ) -> Integrity:
        """Checks the signatures over a mail as a whole; a check that fails says nothing about the mail."""
        check = partial(self._integrity, mail, prefix, raws, form)
        return self._tried("checking the signature of the mail", prefix, check, Integrity.NOT_CHECKED)

    def _integrity(self, mail: MimePart, prefix: str, raws: tuple[bytes, ...], form: SignatureForm) -> Integrity:
        """Intact if any reading of what was signed is."""
        answers: list[Integrity] = []
        for part, signature in smime.signed_parts(mail):
            self.of_mails.add(id(signature))
            best: tuple[Signature, ...] = ()
            for content in smime.signed_bytes(part, raws):
                best = signatures_of(signature.content or b"", prefix.rstrip("/"), form, content)
                if all(one.integrity is Integrity.INTACT for one in best):
                    break
            best = best or signatures_of(signature.content or b"", prefix.rstrip("/"), form)
            self.signatures += best
            answers += [one.integrity for one in best]
        worst_first = (Integrity.ALTERED, Integrity.NOT_CHECKED, Integrity.INTACT)
        return next((answer for answer in worst_first if answer in answers), Integrity.NOT_CHECKED)

    def _checked(
        self, path: str, form: SignatureForm, check: Callable[[], Iterable[Signature]]
    ) -> tuple[Signature, ...]:
        """The signatures that `check` finds; where it fails, what was signed is read all the same."""
        unknown = (Signature(path, form, Integrity.NOT_CHECKED, detail="the check failed"),)
        return self._tried("checking the signature", path, lambda: tuple(check()), unknown)
