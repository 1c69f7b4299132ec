"""The contract with departments, bank and SMS gateway, read from the committed document.

Client and simulator both check against docs/specs/departments.openapi.json, so neither
can drift from what is published.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jsonschema import Draft202012Validator

from portal.applications import Source

_SHANGHAI = ZoneInfo("Asia/Shanghai")
SPEC = Path(__file__).resolve().parents[2] / "docs" / "specs" / "departments.openapi.json"


@cache
def document() -> dict[str, Any]:
    """The OpenAPI document."""
    found: dict[str, Any] = json.loads(SPEC.read_text(encoding="utf-8"))
    return found


@cache
def _validator(schema: str) -> Draft202012Validator:
    return Draft202012Validator(
        _whole({"$ref": f"#/components/schemas/{schema}"}),
        format_checker=Draft202012Validator.FORMAT_CHECKER,
    )


def _whole(schema: Any) -> Any:
    """The schema with what it refers to put in place: following references is half the work."""
    if isinstance(schema, list):
        return [_whole(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" not in schema:
        return {key: _whole(value) for key, value in schema.items()}
    found: Any = document()
    for step in schema["$ref"].removeprefix("#/").split("/"):
        found = found[step]
    return _whole({**found, **{key: value for key, value in schema.items() if key != "$ref"}})


def fits(schema: str, value: Any) -> bool:
    """Is ``value`` what the document calls ``schema``?"""
    return _validator(schema).is_valid(value)


def faults(schema: str, value: Any) -> list[str]:
    """Where it does not fit (places only: values may be personal)."""
    return sorted(
        f"{'/'.join(str(p) for p in e.absolute_path) or '.'}: {e.validator}"
        for e in _validator(schema).iter_errors(value)
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
