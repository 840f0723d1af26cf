"""What the site shows, gathered from the views, with personal data masked."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from config.campi import campo as official
from config.meanings import italian
from config.vocabulary import ProtocolloKind
from jobs.site.likeness import alike
from store.database import Database
from store.export import rows_of
from store.masking import masked


@dataclass(frozen=True, slots=True)
class Practice:
    """A scheda in force, masked; `agreements` and `similar` are numbers of agreements and of other schede."""

    number: int
    title: str
    text: str
    campo: int
    campo_title: str
    prefettura: str
    office: str
    region: str
    received: str
    needs_review: bool
    agreements: tuple[int, ...]
    similar: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Agreement:
    """An agreement in force; `kind` in Italian words, `signed` as 2015-03-12 or empty, `practices` numbers of
    schede.
    """

    number: int
    kind: str
    title: str
    parties: tuple[str, ...]
    signed: str
    prefettura: str
    office: str
    region: str
    practices: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Content:
    """All of it: practices and agreements by number, the 106 offices as rows of `v_offices`."""

    practices: Mapping[int, Practice]
    agreements: Mapping[int, Agreement]
    offices: Sequence[Mapping[str, Any]]


def gather(database: Database) -> Content:
    """Reads what is in force. Records of an unknown office are left out: nobody vouches for them yet."""
    schede = [row for row in rows_of(database, "schede_public") if row["prefettura"]]
    protocolli = [row for row in rows_of(database, "protocolli") if row["prefettura"]]
    known = ({row["scheda_id"] for row in schede}, {row["protocollo_id"] for row in protocolli})
    behind: dict[int, list[int]] = defaultdict(list)
    upon: dict[int, list[int]] = defaultdict(list)
    for row in rows_of(database, "scheda_protocollo"):
        if row["scheda_id"] in known[0] and row["protocollo_id"] in known[1]:
            behind[row["scheda_id"]].append(row["protocollo_id"])
            upon[row["protocollo_id"]].append(row["scheda_id"])
    parties: dict[int, list[str]] = defaultdict(list)
    for row in rows_of(database, "parties"):
        parties[row["protocollo_id"]].append(masked(row["party"]))
    likes = alike({row["scheda_id"]: f"{row['title'] or ''}\n{row['description']}" for row in schede})
    return Content(
        {row["scheda_id"]: _practice(row, behind[row["scheda_id"]], likes[row["scheda_id"]]) for row in schede},
        {
            row["protocollo_id"]: _agreement(row, parties[row["protocollo_id"]], upon[row["protocollo_id"]])
            for row in protocolli
        },
        list(rows_of(database, "offices")),
    )


def _practice(row: Mapping[str, Any], agreements: Sequence[int], similar: Sequence[int]) -> Practice:
    return Practice(
        number=row["scheda_id"],
        # An office need not give a practice a name; a page must have one.
        title=row["title"] or row["summary"],
        text=row["description"],
        campo=row["campo"],
        campo_title=official(row["campo"]).title,
        prefettura=row["prefettura"],
        office=row["prefettura_name"],
        region=row["region"],
        received=row["received_at"][:10],
        needs_review=bool(row["needs_review"]),
        agreements=tuple(agreements),
        similar=tuple(similar),
    )


def _agreement(row: Mapping[str, Any], parties: Sequence[str], practices: Sequence[int]) -> Agreement:
    return Agreement(
        number=row["protocollo_id"],
        kind=italian(ProtocolloKind(row["kind"])),
        title=masked(row["title"] or ""),
        parties=tuple(parties),
        signed=row["signed_on"] or "",
        prefettura=row["prefettura"],
        office=row["prefettura_name"],
        region=row["region"],
        practices=tuple(practices),
    )
