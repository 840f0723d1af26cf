"""Which messages a command is about: one language for all commands, as a value, and the question it puts to the
database.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from store.tables import documents, messages, problems, schede

#: Word for messages whose office is not known.
NO_OFFICE = "none"


@dataclass(frozen=True, slots=True)
class Selection:
    """Messages that meet all conditions; an empty condition is none, several words of one condition are alternatives.

    `ids` are numbers, `message_ids` Message-IDs (both together are alternatives); `prefettura` siglas, or `none`;
    `reason` a part of why a message failed or of the sentence of a problem; `since` and `until` bound the moment of
    receipt (the latter is left out); `search` words of which each stands in the head, a file's name or a scheda;
    `other_version_than` names the version whose messages are left out; `most` is how many are taken at most, in order
    of arrival.
    """

    ids: tuple[int, ...] = ()
    message_ids: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    problem: tuple[str, ...] = ()
    prefettura: tuple[str, ...] = ()
    reason: str = ""
    since: datetime | None = None
    until: datetime | None = None
    search: str = ""
    other_version_than: str = ""
    most: int | None = None

    def question(self) -> sa.Select[int]:
        """The SELECT that gives the numbers of the messages, in order of arrival."""
        query = sa.select(messages.c.id).order_by(messages.c.id).limit(self.most)
        for condition in self._conditions():
            query = query.where(condition)
        return query

    def _conditions(self) -> Iterable[sa.ColumnElement[bool]]:
        if self.ids or self.message_ids:
            yield messages.c.id.in_(self.ids) | messages.c.message_id.in_(self.message_ids)
        for column, values in ((messages.c.status, self.status), (messages.c.kind, self.kind)):
            if values:
                yield column.in_(values)
        if self.prefettura:
            named = [sigla for sigla in self.prefettura if sigla != NO_OFFICE]
            unknown = messages.c.prefettura.is_(None)
            yield messages.c.prefettura.in_(named) | (unknown if NO_OFFICE in self.prefettura else sa.false())
        if self.problem:
            yield _has(problems, problems.c.code.in_(self.problem))
        if self.reason:
            yield _holds(messages.c.error, self.reason) | _has(problems, _holds(problems.c.detail, self.reason))
        if self.since is not None:
            yield messages.c.received_at >= self.since
        if self.until is not None:
            yield messages.c.received_at < self.until
        if self.other_version_than:
            yield sa.func.coalesce(messages.c.parser_version, "") != self.other_version_than
        yield from (_said(word) for word in self.search.split())


#: No condition.
ALL = Selection()


def _has(table: sa.Table, condition: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    return sa.exists().where((table.c.message_id == messages.c.id) & condition)


def _holds(column: sa.Column[Any], words: str) -> sa.ColumnElement[bool]:
    """Whether a column holds the words, in whichever case. SQLite folds only ASCII, so the usual cases are named."""
    cases = dict.fromkeys((words, words.lower(), words.upper(), words.capitalize()))
    return sa.or_(*(column.icontains(case, autoescape=True) for case in cases))


def _said(word: str) -> sa.ColumnElement[bool]:
    heads = (messages.c.subject, messages.c.sender, messages.c.message_id, messages.c.source)
    texts = _holds(schede.c.title, word) | _holds(schede.c.description, word)
    return sa.or_(
        *(_holds(column, word) for column in heads),
        _has(documents, _holds(documents.c.path, word)),
        _has(schede, texts),
    )
