"""Published versions: what the system judges by. Rows are added, never changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Date, String, Text, UniqueConstraint, bindparam, select
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.act import Act
from portal.kernel.canonical import canonical, fingerprint
from portal.kernel.database import Row, UTCDateTime, db, table_args
from portal.kernel.errors import Refused
from portal.kernel.policy.book import Rulebook, Version, resolve
from portal.kernel.policy.problems import NoRule
from portal.kernel.policy.sources import ROOT, check_body, read_all
from portal.kernel.regions import lineage
from portal.kernel.rows import ask_anew, once, only_one, table_of

PROJECT_AUTHORS = "project:authors"
PROJECT_REVIEW = "project:review"


class PolicyVersion(Row):
    """One published body of (region, topic); ``number`` counts from 1."""

    __tablename__ = "policy_version"
    __table_args__ = table_args(
        UniqueConstraint("region", "topic", "number"), retention="policy", append_only=True
    )

    region: Mapped[str] = mapped_column(String(12))
    topic: Mapped[str] = mapped_column(String(40))
    number: Mapped[int]
    body: Mapped[str] = mapped_column(Text)
    fingerprint: Mapped[str] = mapped_column(String(64))
    in_force_from: Mapped[date] = mapped_column(Date)
    published_at: Mapped[datetime] = mapped_column(UTCDateTime)
    proposed_by: Mapped[str] = mapped_column(String(60))
    approved_by: Mapped[str] = mapped_column(String(60))


def publish(
    act: Act,
    region: str,
    topic: str,
    body: Mapping[str, Any],
    *,
    in_force_from: date,
    proposed_by: str,
    approved_by: str,
    root: Path = ROOT,
) -> PolicyVersion:
    """Publish a body; the same body twice is a no-op that returns the version there is.

    Raises ``PolicyError`` when the body breaks a rule of sources, ``Refused("two_persons")``
    when proposer and approver are the same person or one is missing, ``Conflict`` when
    someone else published the topic at the same moment.
    """
    _two(proposed_by, approved_by)
    told = json.loads(canonical(body))
    check_body(region, topic, told, root)
    latest = latest_version(region, topic)
    print_ = fingerprint(told)
    if latest is not None and latest.fingerprint == print_:
        return latest
    version = PolicyVersion(
        region=region,
        topic=topic,
        number=latest.number + 1 if latest else 1,
        body=canonical(told).decode(),
        fingerprint=print_,
        in_force_from=in_force_from,
        published_at=act.at,
        proposed_by=proposed_by,
        approved_by=approved_by,
    )
    only_one(version, "policy_published_meanwhile")
    ask_anew()
    return version


def _two(proposed_by: str, approved_by: str) -> None:
    if not proposed_by or not approved_by or proposed_by == approved_by:
        raise Refused("two_persons")


def publish_sources(
    act: Act,
    *,
    proposed_by: str = PROJECT_AUTHORS,
    approved_by: str = PROJECT_REVIEW,
    in_force_from: date | None = None,
    root: Path = ROOT,
) -> list[PolicyVersion]:
    """Publish every source that differs from its latest version; returns the new ones.

    A first version is in force from the first day of any of its values; a later one from
    ``in_force_from`` (default: the day of ``act``). Without names it is the project's own
    review of its sources that stands for the two persons. Raises ``PolicyError``, ``Refused``.
    """
    _two(proposed_by, approved_by)
    new = []
    for source in read_all(root):
        latest = latest_version(source.region, source.topic)
        if latest is not None and latest.fingerprint == source.fingerprint:
            continue
        start = (in_force_from or act.on) if latest else source.since
        new.append(
            publish(
                act,
                source.region,
                source.topic,
                source.body,
                in_force_from=start,
                proposed_by=proposed_by,
                approved_by=approved_by,
                root=root,
            )
        )
    return new


def latest_version(region: str, topic: str) -> PolicyVersion | None:
    """The newest version of a topic, in force or not yet."""
    query = select(PolicyVersion).where(
        PolicyVersion.region == region, PolicyVersion.topic == topic
    )
    return db.session.scalar(query.order_by(PolicyVersion.number.desc()).limit(1))


def history(region: str, topic: str | None = None) -> list[PolicyVersion]:
    """All versions of a region (and topic), newest first (for the change log)."""
    query = select(PolicyVersion).where(PolicyVersion.region == region)
    if topic is not None:
        query = query.where(PolicyVersion.topic == topic)
    order = (PolicyVersion.published_at.desc(), PolicyVersion.topic, PolicyVersion.number.desc())
    return list(db.session.scalars(query.order_by(*order)))


def rulebook(region: str, on: date, known_at: datetime | None = None) -> Rulebook:
    """The published rules of ``region`` in force on ``on``.

    ``known_at`` leaves out what was published later (to ask what was known then).
    Raises ``NoRule`` when nothing at all is published for the region or above it.
    """
    known = once(("policy", region, known_at), lambda: _known(region, known_at))
    if not known:
        raise NoRule("*", region, on)
    key = (region, on, known)
    cached = _rulebooks.get(key)
    if cached is None:
        cached = _read(region, on, known_at, known)
        _keep(_rulebooks, key, cached)
    return cached


_TABLE = table_of(PolicyVersion).c
_VERSIONS = select(_TABLE.uid).where(_TABLE.region.in_(bindparam("regions", expanding=True)))


def _known(region: str, known_at: datetime | None) -> _Known:
    """Versions never change: which there are says all; one rolled back had another uid."""
    query = _VERSIONS
    if known_at is not None:
        query = query.where(_TABLE.published_at <= known_at)
    return frozenset(db.session.connection().scalars(query, {"regions": lineage(region)}))


def rulebook_of(reference: Mapping[str, Any]) -> Rulebook:
    """The rulebook a stored ``Rulebook.reference()`` names, from the versions kept.

    Raises ``NoRule`` when a version is gone or its fingerprint is another.
    """
    on = date.fromisoformat(reference["on"])
    bodies = []
    for told in reference["versions"]:
        row = db.session.scalar(
            select(PolicyVersion).where(
                PolicyVersion.region == told["region"],
                PolicyVersion.topic == told["topic"],
                PolicyVersion.fingerprint == told["fingerprint"],
            )
        )
        if row is None:
            raise NoRule(f"{told['topic']}#{told['number']}", told["region"], on)
        bodies.append((Version(**told), _body(row.fingerprint, row.body)))
    return resolve(reference["region"], on, bodies)


_Known = frozenset[str]
_K = TypeVar("_K")
_V = TypeVar("_V")
CACHED = 256
_rulebooks: dict[tuple[str, date, _Known], Rulebook] = {}
_rows: dict[tuple[str, _Known], list[tuple[Version, date, dict[str, Any]]]] = {}


def _read(region: str, on: date, known_at: datetime | None, known: _Known) -> Rulebook:
    rows = _rows.get((region, known))
    if rows is None:
        query = select(PolicyVersion).where(PolicyVersion.region.in_(lineage(region)))
        if known_at is not None:
            query = query.where(PolicyVersion.published_at <= known_at)
        rows = [
            (
                Version(row.region, row.topic, row.number, row.fingerprint),
                row.in_force_from,
                _body(row.fingerprint, row.body),
            )
            for row in db.session.scalars(query.order_by(PolicyVersion.number))
        ]
        _keep(_rows, (region, known), rows)
    newest = {(v.region, v.topic): (v, body) for v, since, body in rows if since <= on}
    return resolve(region, on, newest.values())


def _keep(cache: dict[_K, _V], key: _K, value: _V) -> None:
    if len(cache) >= CACHED:
        cache.clear()
    cache[key] = value


@lru_cache(maxsize=256)
def _body(fingerprint_: str, text: str) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(text)
    return body
