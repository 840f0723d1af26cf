"""How sure it is that a message comes from the office it is attributed to. The rules stand in docs/security.md."""

from dataclasses import replace
from itertools import takewhile

from config.vocabulary import MessageKind, Problem, ProblemCode, Trust
from ingest.model import Address, Certification, OpenedMessage
from parsers.correspondence.office import from_address
from store.model import Submission


def judged(submission: Submission, opened: OpenedMessage) -> Submission:
    """The submission with its trust, the reasons, and when it arrived. What claims an office by less than its address
    is flagged.
    """
    trust, reasons = _judge(submission.reading.prefettura.sigla, opened)
    certified_at = opened.certifications[0].certified_at if trust is Trust.CERTIFIED else None
    problems = submission.problems
    if trust is Trust.CLAIMED and submission.kind is MessageKind.SUBMISSION:
        said = (
            f"nothing but its own words says that {submission.reading.prefettura.sigla} sent it: {'; '.join(reasons)}"
        )
        problems = (*problems, Problem(ProblemCode.UNTRUSTED_SENDER, said))
    arrived = opened.received or certified_at
    return replace(submission, trust=trust, trust_reasons=reasons, arrived=arrived, problems=problems)


def _judge(sigla: str | None, opened: OpenedMessage) -> tuple[Trust, tuple[str, ...]]:
    if sigla is None:
        return Trust.UNKNOWN, ("no office is known",)
    envelopes = len(list(takewhile(lambda layer: layer.transport, opened.layers)))
    inner = opened.layers[envelopes:]
    author = inner[0].headers.sender if inner else Address("", "")
    if from_address(author.address) != sigla:
        return Trust.CLAIMED, (
            f"it is sent by {author.address or author.name or 'nobody'}, which is no address of {sigla}",
        )
    if envelopes:
        return _by_providers(opened, author, envelopes)
    return _by_server(opened, author)


def _by_providers(opened: OpenedMessage, author: Address, envelopes: int) -> tuple[Trust, tuple[str, ...]]:
    """An address inside envelopes counts for what the envelopes are worth: anybody can write one."""
    said = {certification.path: certification for certification in opened.certifications}
    around = [said.get(layer.path.rstrip("/")) for layer in opened.layers[:envelopes]]
    reasons = tuple(_doubt(certification, author) for certification in around)
    if any(reasons):
        return Trust.CLAIMED, tuple(filter(None, reasons))
    return Trust.CERTIFIED, tuple(_praise(certification) for certification in around if certification is not None)


def _doubt(certification: Certification | None, author: Address) -> str:
    """Why an envelope does not vouch for its author, "" if it does."""
    if certification is None:
        return "its PEC envelope could not be read"
    if certification.doubt:
        return f"the PEC envelope proves nothing: {certification.doubt}"
    if certification.sender != author.address:
        return f"the PEC envelope is of {certification.sender or 'nobody'}, the mail in it of {author.address}"
    return ""


def _praise(certification: Certification) -> str:
    chain = str(certification.chain).replace("_", " ")
    return (
        f"PEC of {certification.sender}, signature of {certification.provider or 'its provider'} intact, its "
        f"authority {chain}"
    )


def _by_server(opened: OpenedMessage, author: Address) -> tuple[Trust, tuple[str, ...]]:
    server = opened.authentication
    if not server.single:
        return Trust.CLAIMED, ("its head names several senders",)
    if server.passed:
        return Trust.AUTHENTICATED, tuple(f"our server: {result}" for result in server.passed)
    if server.failed:
        return Trust.CLAIMED, tuple(f"our server: {result}" for result in server.failed)
    said = "our server says nothing for it" if server.checked else "no server of ours says anything of it"
    return Trust.OFFICE_ADDRESS, (f"it bears the address {author.address}; {said}",)
