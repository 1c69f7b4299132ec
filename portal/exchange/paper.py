"""docs/sources.md: what is asked of whom, on what ground, what is stored and for how long.

Worked out of the published document, the policies and the tables; nothing is typed twice.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from portal.eligibility import needed_by
from portal.exchange.contract import document
from portal.kernel.database import db
from portal.kernel.policy import Rulebook

FILE = Path(__file__).resolve().parents[2] / "docs" / "sources.md"
NEWEST = date(9999, 12, 31)
"""Far enough for the newest of every rule."""

ANSWER = "outcome, day and validity; the values sealed"
APART = {
    "phone": ("proof of the person", "that the phone is proven, no answer", "assurance"),
    "bank": ("payments", "per line of a payment: paid or returned, and why", "subsidy_return"),
}
"""Those whose answers are no facts: needed for what, stored as what, in which table."""

COLUMNS = (
    "source", "about", "fields", "purpose", "ground", "agreement", "needed by", "holds", "stored",
    "kept",
)  # fmt: skip

HEAD = (
    "# What is asked of whom\n"
    "\n"
    "One row per connector: its fields, its ground, what is stored and for how long. Written by "
    "`flask house sources` from `docs/specs/departments.openapi.json`, "
    "`portal/policies/cn/intake.toml`, the rules of {city} and the retention classes of the "
    "tables; a test compares. A source that no condition, group or row of `intake.uses` needs is "
    'not asked: nothing stands under "needed by".\n'
    "\n"
    "Every question is also kept as one row of `request_log`, without values: purpose, ground, "
    "reference of the agreement, fields, the subject's token, time, result, validity, who set it "
    "off, for which case. Kept: {log}.\n"
    "\n"
)


def retention_words(table: str) -> str:
    """How long the rows of a table are kept, in the words of docs/retention.md."""
    kind = db.metadata.tables[table].info["retention"]
    for line in FILE.with_name("retention.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if cells[0] == kind:
            return f"{cells[2]} (class `{kind}`)"
    raise ValueError(f"docs/retention.md does not know {kind}")


def sources_markdown(city: str) -> str:
    """The whole page, by the newest rules of that city."""
    rules = Rulebook.from_sources(city, on=NEWEST)
    needed = needed_by(rules)
    holds = {row["code"]: row["valid"] for row in rules.rows("intake.fact_valid")}
    lines = [f"| {' | '.join(COLUMNS)} |", "|---" * len(COLUMNS) + "|"]
    for row in rules.rows("intake.sources"):
        code = row["code"]
        why, what, table = APART.get(code, (", ".join(needed.get(code, ())), ANSWER, "answer"))
        cells = [
            f"`{code}` {row['name']} ({row['name_en']})",
            row["about"],
            _fields(code),
            row["purpose"],
            row["basis"],
            _agreement(row),
            why or "—",
            f"{holds[code]['n']} {holds[code]['unit']}" if code in holds else "—",
            what,
            retention_words(table),
        ]
        lines.append("| " + " | ".join(cells) + " |")
    return HEAD.format(city=city, log=retention_words("request_log")) + "\n".join(lines) + "\n"


def _fields(code: str) -> str:
    schemas: dict[str, Any] = document()["components"]["schemas"]
    name = "Receipt" if code == "bank" else f"{code}_values"
    return ", ".join(_leaves(schemas[name]["properties"]))


def _leaves(properties: dict[str, Any], before: str = "") -> list[str]:
    """The names of the values inside lists and objects too."""
    found = []
    for name, schema in properties.items():
        inner = schema.get("items", schema)
        inner = next((one for one in inner.get("anyOf", ()) if "properties" in one), inner)
        if "properties" in inner:
            found += _leaves(inner["properties"], f"{before}{name}.")
        else:
            found.append(f"`{before}{name}`")
    return found


def _agreement(row: dict[str, Any]) -> str:
    if not row["consent"]:
        return "not needed (notice only)"
    return "separate (sensitive)" if row["sensitive"] else "needed"
