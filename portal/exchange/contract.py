"""The contracts with our partners, read from the committed documents.

docs/specs/departments.openapi.json is what we expect of departments, bank and SMS gateway: client
and simulator both check against it. docs/specs/anju.openapi.json is what they may send us: our
receiver and the simulator's sender check against that. So nobody can drift from what is published.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jsonschema import Draft202012Validator, ValidationError, validators

from portal.applications import Source

_SHANGHAI = ZoneInfo("Asia/Shanghai")
_SPECS = Path(__file__).resolve().parents[2] / "docs" / "specs"
SPEC = _SPECS / "departments.openapi.json"
OUR_SPEC = _SPECS / "anju.openapi.json"


@cache
def document(spec: Path = SPEC) -> dict[str, Any]:
    """An OpenAPI document: the departments' unless told otherwise."""
    found: dict[str, Any] = json.loads(spec.read_text(encoding="utf-8"))
    return found


@cache
def _meant(pattern: str) -> re.Pattern[str]:
    """A pattern as the standard means it: ``$`` is the very end, ``\\d`` a plain digit.

    Python's own would let a line break pass after an ID number.
    """
    return re.compile(re.sub(r"\$$", r"\\Z", pattern), re.ASCII)


def _pattern(_: Any, pattern: str, value: Any, __: Any) -> Iterator[ValidationError]:
    if isinstance(value, str) and not _meant(pattern).search(value):
        yield ValidationError("does not match")


_Validator = validators.extend(Draft202012Validator, {"pattern": _pattern})


@cache
def _validator(schema: str, spec: Path) -> Any:
    return _Validator(
        _whole({"$ref": f"#/components/schemas/{schema}"}, spec),
        format_checker=Draft202012Validator.FORMAT_CHECKER,
    )


def _whole(schema: Any, spec: Path) -> Any:
    """The schema with what it refers to put in place: following references is half the work."""
    if isinstance(schema, list):
        return [_whole(one, spec) for one in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" not in schema:
        return {key: _whole(value, spec) for key, value in schema.items()}
    found: Any = document(spec)
    for step in schema["$ref"].removeprefix("#/").split("/"):
        found = found[step]
    own = {key: value for key, value in schema.items() if key != "$ref"}
    return _whole({**found, **own}, spec)


def fits(schema: str, value: Any, spec: Path = SPEC) -> bool:
    """Is ``value`` what the document calls ``schema``?"""
    return bool(_validator(schema, spec).is_valid(value))


def faults(schema: str, value: Any, spec: Path = SPEC) -> list[str]:
    """Where it does not fit (places only: values may be personal)."""
    return sorted(
        f"{'/'.join(str(p) for p in e.absolute_path) or '.'}: {e.validator}"
        for e in _validator(schema, spec).iter_errors(value)
    )


def answer_fits(body: Any) -> bool:
    """Is ``body`` what the document calls ``Answer``?

    The same as ``fits("Answer", body)``, but it looks up the source's branch instead of
    trying all of them, which is what makes asking about thousands of people quick.
    """
    if not fits("Envelope", body):
        return False
    values, result = body["values"], body["result"]
    if result == "hit" or (result == "conflict" and values):
        return fits(f"{body['source']}_values", values)
    return not values


@cache
def requested_fields(source: Source) -> tuple[str, ...]:
    """The fields we ask of that source: those of the document and no others."""
    return tuple(document()["components"]["schemas"][f"{source.value}_values"]["properties"])


def moment_on(day: date) -> datetime:
    """The present time of day, on the legal day asked about (a demo's day may not be today)."""
    return datetime.combine(day, datetime.now(_SHANGHAI).timetz()).astimezone(UTC)
