"""Reading portal/policies/<folder>/<topic>.toml: every refusal names file, line and reason.

A source opens with ``[about]`` (region, topic) and then holds dated values, one table
per period of validity, under the key's own name::

    [[subsidy.rate.low_income]]
    since = 2018-01-01
    value = 700
    clause = "…第x条"            # or: assumed = true, reason = "…"
"""

from __future__ import annotations

import itertools
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from portal.kernel.canonical import canonical, fingerprint
from portal.kernel.policy.kinds import Key, check, keys
from portal.kernel.policy.problems import PolicyError
from portal.kernel.regions import tree

ROOT = Path(__file__).resolve().parents[2] / "policies"
ENTRY = frozenset({"since", "until", "value", "clause", "assumed", "reason"})


@dataclass(frozen=True)
class Source:
    """One checked file: what may be published for (region, topic)."""

    region: str
    topic: str
    body: dict[str, Any]

    @property
    def text(self) -> str:
        """The canonical JSON that is published."""
        return canonical(self.body).decode()

    @property
    def fingerprint(self) -> str:
        """SHA-256 over ``text``."""
        return fingerprint(self.body)

    @property
    def since(self) -> date:
        """The first day any of its values is in force."""
        days = [entry["since"] for dated in self.body["values"].values() for entry in dated]
        return date.fromisoformat(min(days))


def read_all(root: Path = ROOT) -> tuple[Source, ...]:
    """Every source below ``root``, in order of path. Raises ``PolicyError``."""
    found: dict[tuple[str, str], Path] = {}
    sources = []
    for path in sorted(root.glob("*/*.toml")):
        source = read(path, root)
        name = (source.region, source.topic)
        if name in found:
            raise PolicyError(_named(path, root), 0, f"{found[name].name} says the same topic")
        found[name] = path
        sources.append(source)
    return tuple(sources)


def problems(root: Path = ROOT) -> list[PolicyError]:
    """The first problem of each source that has one (for ``flask policy check``)."""
    found = []
    for path in sorted(root.glob("*/*.toml")):
        try:
            read(path, root)
        except PolicyError as error:
            found.append(error)
    return found


def read(path: Path, root: Path = ROOT) -> Source:
    """One source, checked. Raises ``PolicyError`` with the line it is about."""
    text = path.read_text(encoding="utf-8")
    file = _named(path, root)
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        raise PolicyError(file, int(line[1]) if line else 0, str(error)) from error
    about = told.pop("about", None)
    if not isinstance(about, dict) or set(about) != {"region", "topic"}:
        raise PolicyError(file, 1, "opens with [about] holding region and topic")
    if about["topic"] != path.stem:
        raise PolicyError(file, _line(text, "topic"), f"topic is not the file's name {path.stem}")
    if about["region"] not in tree():
        raise PolicyError(file, _line(text, "region"), f"no such region {about['region']}")
    known = keys(root)
    values: dict[str, Any] = {}
    for name, dated in _flat(told, ""):
        key = known.get(name)
        if key is None or not name.startswith(f"{path.stem}."):
            raise PolicyError(file, _line(text, name), f"unknown key {name}")
        values[name] = _dated(file, text, key, dated)
    return Source(about["region"], about["topic"], {"values": values, **about})


def check_body(region: str, topic: str, body: dict[str, Any], root: Path = ROOT) -> None:
    """The same checks for a body that did not come from a file (the policy desk)."""
    name = f"{region}/{topic}"
    if set(body) != {"region", "topic", "values"}:
        raise PolicyError(name, 0, "a body has exactly region, topic and values")
    if region not in tree():
        raise PolicyError(name, 0, f"no such region {region}")
    if body["region"] != region or body["topic"] != topic:
        raise PolicyError(name, 0, "the body is about another region or topic")
    known = keys(root)
    for key, dated in body["values"].items():
        if key not in known or not key.startswith(f"{topic}."):
            raise PolicyError(name, 0, f"unknown key {key}")
        _dated(name, "", known[key], [_with_dates(name, key, entry) for entry in dated])


def _with_dates(file: str, key: str, entry: dict[str, Any]) -> dict[str, Any]:
    try:
        days: dict[str, Any] = {
            n: date.fromisoformat(entry[n]) for n in ("since", "until") if n in entry
        }
    except (TypeError, ValueError):
        raise PolicyError(file, 0, f"{key}: since and until need a date") from None
    return {**entry, **days}


def _named(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()


def _flat(table: dict[str, Any], prefix: str) -> Iterator[tuple[str, Any]]:
    for name, part in table.items():
        if isinstance(part, dict):
            yield from _flat(part, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", part


def _line(text: str, key: str, nth: int = 0) -> int:
    """Where the ``nth`` table of that key (or else its last name) stands; 0 when nowhere."""
    last = key.rsplit(".", 1)[-1]
    for pattern in (rf"^\s*\[+\s*{re.escape(key)}\s*\]", rf"^\s*\"?{re.escape(last)}\"?\s*="):
        hits = [m.start() for m in re.finditer(pattern, text, re.MULTILINE)]
        if hits:
            # ``\s*`` may swallow blank lines above: count from the first visible character.
            at = hits[min(nth, len(hits) - 1)]
            at += len(text[at:]) - len(text[at:].lstrip())
            return text.count("\n", 0, at) + 1
    return 0


def _dated(file: str, text: str, key: Key, dated: Any) -> list[dict[str, Any]]:
    if not isinstance(dated, list) or not all(isinstance(entry, dict) for entry in dated):
        reason = f"{key.name} is not dated: write [[{key.name}]] with since, value and clause"
        raise PolicyError(file, _line(text, key.name), reason)
    entries = []
    for nth, entry in enumerate(dated):
        try:
            entries.append(_entry(key, entry))
        except ValueError as error:
            line = _line(text, key.name, nth)
            raise PolicyError(file, line, f"{key.name}: {error}") from None
    _no_overlap(file, text, key.name, entries)
    return sorted(entries, key=lambda e: str(e["since"]))


def _entry(key: Key, entry: dict[str, Any]) -> dict[str, Any]:
    for name in entry:
        if name not in ENTRY:
            raise ValueError(f"unknown key {name}")
    since, until = entry.get("since"), entry.get("until")
    if type(since) is not date or (until is not None and type(until) is not date):
        raise ValueError("since and until need a date")
    if until is not None and until <= since:
        raise ValueError("until (the first day no longer in force) is not after since")
    if "value" not in entry:
        raise ValueError("value is missing")
    _grounds(entry)
    check(key.kind, entry["value"], key.fields)
    kept = {name: entry[name] for name in ENTRY if name in entry}
    kept["since"] = since.isoformat()
    if until is not None:
        kept["until"] = until.isoformat()
    return kept


def _grounds(entry: dict[str, Any]) -> None:
    assumed = entry.get("assumed", False)
    if not isinstance(assumed, bool):
        raise ValueError("assumed needs true or false")
    if assumed and not entry.get("reason"):
        raise ValueError("an assumed value needs a reason")
    if not assumed and not entry.get("clause"):
        raise ValueError("a value needs a clause, or assumed = true with a reason")


def _no_overlap(file: str, text: str, key: str, entries: list[dict[str, Any]]) -> None:
    order = sorted(range(len(entries)), key=lambda i: str(entries[i]["since"]))
    for earlier, later in itertools.pairwise(order):
        until = entries[earlier].get("until")
        if until is None or until > entries[later]["since"]:
            reason = f"{key}: dates overlap from {entries[later]['since']}"
            raise PolicyError(file, _line(text, key, later), reason)
