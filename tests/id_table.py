"""Five hundred ID numbers as people write them, each with the verdict it deserves.

``written`` is escaped so that what cannot be seen can be reviewed; ``verdict`` is ``valid`` or the
code of the refusal, with the position of the wrong character where the code has one. The verdicts
hold on 2 March 2026 and were worked out apart from the code they test.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

TABLE = Path(__file__).parent / "data" / "id_numbers.csv"


@dataclass(frozen=True)
class Written:
    """One line of the table; ``position`` counts from 1, 0 where the code has none."""

    text: str
    verdict: str
    position: int
    what: str


def id_table() -> list[Written]:
    found = []
    with TABLE.open(encoding="ascii", newline="") as file:
        for row in csv.DictReader(file):
            verdict, _colon, position = row["verdict"].partition(":")
            text = row["written"].encode("ascii").decode("unicode_escape")
            found.append(Written(text, verdict, int(position or 0), row["what"]))
    return found
