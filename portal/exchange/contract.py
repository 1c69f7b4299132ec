"""The contracts with our partners, read from the committed documents.

docs/specs/departments.openapi.json is what we expect of departments, bank and SMS gateway: client
and simulator both check against it. docs/specs/anju.openapi.json is what they may send us: our
receiver and the simulator's sender check against that. So nobody can drift from what is published.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jsonschema_rs import Draft202012Validator

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
def _validator(schema: str, spec: Path) -> Draft202012Validator:
    one_of_them = {
        "$ref": f"#/components/schemas/{schema}", "components": document(spec)["components"],
    }  # fmt: skip
    return Draft202012Validator(one_of_them, validate_formats=True)


def fits(schema: str, value: Any, spec: Path = SPEC) -> bool:
    """Is ``value`` what the document calls ``schema``?"""
    return _validator(schema, spec).is_valid(value)


def faults(schema: str, value: Any, spec: Path = SPEC) -> list[str]:
    """Where it does not fit (places only: values may be personal)."""
    return sorted(
        f"{'/'.join(str(p) for p in e.instance_path) or '.'}: {e.kind.name}"
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
