"""The rules of one place on one day: nearest region wins, key by key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from portal.kernel.canonical import fingerprint
from portal.kernel.clock import Period
from portal.kernel.policy.problems import NoRule
from portal.kernel.policy.sources import ROOT, read_all
from portal.kernel.regions import lineage


@dataclass(frozen=True)
class Value:
    """A value with its ground. ``clause`` is empty only where ``assumed`` (then ``reason``)."""

    value: Any
    clause: str
    assumed: bool
    reason: str
    since: date
    region: str


@dataclass(frozen=True)
class Stage:
    """One stage of a procedure.

    ``duty`` is the role code asked, ``unit`` the level whose staff act (street, district,
    city), ``clock`` the time allowed, ``publicity`` whether a public notice runs here, and
    ``not_same_as`` the stages whose person may not also do this one.
    """

    code: str
    name: str
    name_en: str
    duty: str
    unit: str
    clock: Period
    publicity: bool
    not_same_as: tuple[str, ...]


@dataclass(frozen=True)
class Text:
    """Words shown or signed, in both languages; ``version`` is stored with a signature."""

    version: str
    zh: str
    en: str

    def in_language(self, language: str) -> str:
        """Chinese unless English is asked for."""
        return self.en if language.startswith("en") else self.zh


@dataclass(frozen=True)
class Version:
    """A published body that a rulebook draws on (``number`` 0: straight from the file)."""

    region: str
    topic: str
    number: int
    fingerprint: str

    def to_json(self) -> dict[str, Any]:
        """As stored in a reference or snapshot."""
        return {
            "region": self.region,
            "topic": self.topic,
            "number": self.number,
            "fingerprint": self.fingerprint,
        }


class Rulebook:
    """Values in force in ``region`` on ``on``. Immutable; safe to share and to cache."""

    def __init__(
        self, region: str, on: date, versions: Iterable[Version], values: Mapping[str, Value]
    ) -> None:
        self.region = region
        self.on = on
        self.versions = tuple(sorted(versions, key=lambda v: (v.region, v.topic)))
        self._values = dict(values)
        self._procedures: dict[str, tuple[Stage, ...]] = {}

    def get(self, key: str) -> Value:
        """The value with its ground. Raises ``NoRule``."""
        try:
            return self._values[key]
        except KeyError:
            raise NoRule(key, self.region, self.on) from None

    def has(self, key: str) -> bool:
        """Is there a rule of that name here and today?"""
        return key in self._values

    def value(self, key: str) -> Any:
        """The bare value (int fen, hundredths of m², rows …). Raises ``NoRule``."""
        return self.get(key).value

    def period(self, key: str) -> Period:
        """A duration with its unit and start. Raises ``NoRule``."""
        return Period.parse(self.value(key))

    def rows(self, key: str) -> tuple[dict[str, Any], ...]:
        """Rows of a table value. Raises ``NoRule``."""
        return tuple(self.value(key))

    def row(self, key: str, code: str) -> dict[str, Any]:
        """The row whose ``code`` is that. Raises ``NoRule``."""
        for row in self.rows(key):
            if row["code"] == code:
                return row
        raise NoRule(f"{key}[{code}]", self.region, self.on)

    def procedure(self, name: str) -> tuple[Stage, ...]:
        """The ordered stages under ``procedure.<name>``. Raises ``NoRule``."""
        if name not in self._procedures:
            self._procedures[name] = tuple(
                Stage(
                    code=row["code"],
                    name=row["name"],
                    name_en=row["name_en"],
                    duty=row["duty"],
                    unit=row["unit"],
                    clock=Period.parse(row["clock"]),
                    publicity=row["publicity"],
                    not_same_as=tuple(row["not_same_as"]),
                )
                for row in self.rows(f"procedure.{name}")
            )
        return self._procedures[name]

    def conditions(self, key: str) -> tuple[dict[str, Any], ...]:
        """Condition trees under that full key (evaluated by eligibility). Raises ``NoRule``."""
        return self.rows(key)

    def texts(self, key: str) -> Text:
        """A versioned text under that full key. Raises ``NoRule``."""
        return Text(**self.value(key))

    def names(self) -> tuple[str, ...]:
        """All keys that have a value here today, sorted."""
        return tuple(sorted(self._values))

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over the versions used; the same from files and from the database."""
        return fingerprint([[v.region, v.topic, v.fingerprint] for v in self.versions])

    def reference(self) -> dict[str, Any]:
        """Small: which published versions, where, when (see ``rulebook_of``)."""
        return {
            "region": self.region,
            "on": self.on.isoformat(),
            "fingerprint": self.fingerprint,
            "versions": [version.to_json() for version in self.versions],
        }

    def snapshot(self, *topics: str) -> dict[str, Any]:
        """All that a replay needs, values included, limited to ``topics`` when given."""
        return {
            **self.reference(),
            "values": {
                key: {
                    "value": v.value,
                    "clause": v.clause,
                    "assumed": v.assumed,
                    "reason": v.reason,
                    "since": v.since.isoformat(),
                    "region": v.region,
                }
                for key, v in sorted(self._values.items())
                if not topics or key.split(".", 1)[0] in topics
            },
        }

    @classmethod
    def from_snapshot(cls, snapshot: Mapping[str, Any]) -> Rulebook:
        """The rulebook as it was; needs neither files nor database."""
        values = {
            key: Value(**{**told, "since": date.fromisoformat(told["since"])})
            for key, told in snapshot["values"].items()
        }
        versions = [Version(**told) for told in snapshot["versions"]]
        return cls(snapshot["region"], date.fromisoformat(snapshot["on"]), versions, values)

    @classmethod
    def from_sources(cls, region: str, *, on: date, root: Path = ROOT) -> Rulebook:
        """Straight from the files (tests, self-checks of a proposal). Raises ``PolicyError``."""
        bodies = [(Version(s.region, s.topic, 0, s.fingerprint), s.body) for s in read_all(root)]
        return resolve(region, on, bodies)


def resolve(region: str, on: date, bodies: Iterable[tuple[Version, Mapping[str, Any]]]) -> Rulebook:
    """Nearest region wins per key, among the values in force on that day.

    Raises ``Missing`` for a region that is not in the tree.
    """
    nearness = {code: rank for rank, code in enumerate(lineage(region))}
    used = [(v, body) for v, body in bodies if v.region in nearness]
    values: dict[str, Value] = {}
    for version, body in sorted(used, key=lambda pair: -nearness[pair[0].region]):
        for key, dated in body["values"].items():
            for entry in dated:
                if _in_force(entry, on):
                    values[key] = _value(entry, version.region)
    return Rulebook(region, on, [version for version, _ in used], values)


def _in_force(entry: Mapping[str, Any], on: date) -> bool:
    day = on.isoformat()
    return entry["since"] <= day and (entry.get("until") is None or day < entry["until"])


def _value(entry: Mapping[str, Any], region: str) -> Value:
    return Value(
        value=entry["value"],
        clause=entry.get("clause", ""),
        assumed=entry.get("assumed", False),
        reason=entry.get("reason", ""),
        since=date.fromisoformat(entry["since"]),
        region=region,
    )
