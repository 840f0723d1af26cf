"""A second look at the documents of a message that holds no record: is it other business, or was a practice missed?

Requests, reminders, invitations, thanks, minutes, news need nobody, where the case is plain: the words, all together
and sentence by sentence, and the roles of the lines must all say that nothing is told. The other way round, what was
held to be the frame of a letter goes to a person where its words tell of a practice.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from config.vocabulary import DocumentStatus, Rule
from parsers.audit import Account
from parsers.campo.tells import LEAST_WORDS, telling
from parsers.italian.text import words
from parsers.lines.leading import campo_leads
from parsers.lines.letters import weigh
from parsers.model import Block
from parsers.work import Work


@dataclass(frozen=True, slots=True)
class Policy:
    """Log-odds and a probability, each chosen on writers that nothing had learned from (decision 0018)."""

    #: All words together tell of a practice with at most these odds: of 3,204 practices the least has -0.9.
    whole_below: float = -1.5
    #: No sentence does with more than these: 98 of 100 sentences of practices have more.
    sentence_below: float = -0.25
    #: No line has a role in a practice with more than this probability. Since the roles learn of short texts a
    #: meeting has 0.24; of 1,344 practices by writers of whom nothing was learned none is within the first bound.
    line_below: float = 0.3
    #: A stretch of so many words or more tells of a practice from these odds on: of 144 stretches that stand around the
    #: other business of ten writers the most has 1.2, of the sentences of practices three in four have more.
    tells_from: float = 2.0
    #: A text that nothing declares is no practice below these: a duty roster has -1.25.
    hollow_below: float = -0.75
    #: So much of it is words without weight and words of letters. Tables, garbage and other languages have less, and
    #: nothing was learned of those.
    plain_words_from: float = 0.35


POLICY = Policy()
#: What is looked at again: frame, and what nothing explains. The rest became a record, or is known for what it is.
_LOOKED_AT = frozenset(
    {
        Rule.UNEXPLAINED, Rule.TELLS_NOTHING, Rule.FRAME, Rule.OPENING, Rule.CLOSING, Rule.SALUTATION, Rule.SUBJECT,
        Rule.ADDRESSEE, Rule.LETTERHEAD, Rule.SIGNATURE, Rule.CONTACT, Rule.DOCUMENT_TITLE, Rule.PLACE_AND_DATE,
    }
)  # fmt: skip


def tells(text: str) -> bool:
    """Whether the words of a text tell of a practice."""
    return telling(text).whole >= POLICY.tells_from


def is_hollow(text: str) -> bool:
    """Whether the words of a text hardly tell of a practice: of 385 undeclared ones by writers never learned from the
    least has log-odds of -0.4.
    """
    return telling(text).whole < POLICY.hollow_below


def looked_at(document: Work, account: Account) -> Account:
    """The account of a document of a message without records, after the second look."""
    missed = _missed(document, account)
    if missed.tells or not missed.words or not is_plain(document, missed):
        return missed
    regions = tuple(
        replace(region, rule=Rule.OTHER_BUSINESS) if region.rule is Rule.UNEXPLAINED else region
        for region in account.regions
    )
    return Account(regions, {})


def _missed(document: Work, account: Account) -> Account:
    """The account with every stretch that tells of a practice among what nothing explains."""
    text = document.draft.text
    if text is None or document.draft.status is not DocumentStatus.READ:
        return account
    texts = {block.index: block.text for block in text.blocks}
    regions, found = [], Counter(account.words)
    tells = False
    for region in account.regions:
        said = texts[region.block][region.start : region.end]
        if region.rule in _LOOKED_AT and _tells(said):
            found[region.block] = max(found[region.block], len(words(said)))
            region, tells = replace(region, rule=Rule.UNEXPLAINED), True
        regions.append(region)
    return Account(tuple(regions), dict(found), tells)


def _tells(text: str) -> bool:
    return len(words(text)) >= LEAST_WORDS and telling(text).most >= POLICY.tells_from


def is_plain(document: Work, account: Account) -> bool:
    """Whether a document plainly tells of no practice. What was recognised from a picture, or names a campo in a
    heading or before some words, is never plain.
    """
    text = document.draft.text
    if text is None or text.ocr or any(region.rule is Rule.HEADING for region in account.regions):
        return False
    if any(campo_leads(block.text) for block in text.blocks):
        return False
    if document.split.likeliest > POLICY.line_below or _plain_words(text.blocks) < POLICY.plain_words_from:
        return False
    told = telling("\n".join(block.text for block in text.blocks))
    return told.whole <= POLICY.whole_below and told.most <= POLICY.sentence_below


def _plain_words(blocks: Sequence[Block]) -> float:
    """The share of words that weigh nothing or are of letters."""
    weights = [weigh(block.text) for block in blocks]
    told = sum(weight.topics + weight.names + weight.others for weight in weights)
    total = sum(weight.words for weight in weights)
    return 1 - told / total if total else 0.0
