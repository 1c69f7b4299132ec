"""Every code that policy or screening can say has words in both languages."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_babel import Babel, force_locale

from portal.eligibility import (
    CONDITIONS,
    GROUPS,
    KLASSES,
    OUTCOMES,
    ROUTES,
    WHYS,
    Condition,
    Finding,
    Klass,
    Outcome,
    Route,
    Why,
    condition_label,
    group_label,
    labels,
    rule_words,
    seen_words,
    shown,
)
from portal.kernel.policy import ROOT, Rulebook, keys

RULES = Rulebook.from_sources("450100", on=date(2026, 3, 2))


def test_every_code_has_words() -> None:
    assert set(OUTCOMES) == set(Outcome)
    assert set(KLASSES) == set(Klass)
    assert set(ROUTES) == set(Route)
    assert set(CONDITIONS) == set(Condition)
    assert set(WHYS) == set(Why)


def test_every_code_of_the_policies_has_words() -> None:
    units = set()
    for key in RULES.names():
        if keys(ROOT)[key].kind != "conditions":
            continue
        for row in RULES.conditions(key):
            if key == "priority.groups":
                assert (row["code"], row.get("sub", "")) in GROUPS
            else:
                assert row["code"] in set(Condition)
                units.add(row["unit"])
    assert units <= set(labels.SHOWN)


def test_what_a_city_invented_shows_as_itself() -> None:
    assert condition_label("moon").plain == "moon"
    assert group_label("X9").plain == "X9"
    assert group_label("G08", "new") is GROUPS["G08", ""]


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (None, "years", "—"),
        (True, "flag", "Yes"),
        (False, "flag", "No"),
        (0, "count", "None"),
        (2, "count", "2"),
        (36, "years", "36 years old"),
        (12, "months", "12 months"),
        (date(2026, 3, 2), "date", "2 March 2026"),
        (Fraction(1660800), "fen_per_person_year", "CNY 16,608.00 per person and year"),
        (Fraction(4982399, 3), "fen_per_person_year", "CNY 16,607.99 per person and year"),
        (Fraction(3899, 3), "area_per_person", "12.99 m² per person"),
        (1300, "area_per_person", "13.00 m² per person"),
    ],
)
def test_values_in_words(value: Any, unit: str, words: str) -> None:
    app = Flask(__name__)
    Babel(app)
    with app.test_request_context(), force_locale("en"):
        assert shown(value, unit) == words


@pytest.mark.parametrize(
    ("code", "limit", "unit", "words"),
    [
        ("housing", 1300, "area_per_person", "below 13.00 m² per person"),
        ("income", 1660800, "fen_per_person_year", "below CNY 16,608.00 per person and year"),
        ("single_age", 35, "years", "at least 35 years old"),
        ("capacity", 18, "years", "at least 18 years old"),
        ("pension", 12, "months", "at least 12 months"),
        ("graduate_recent", date(2026, 3, 2), "date", "before 2 March 2026"),
        ("graduate_recent", None, "date", "—"),
        ("debarred", date(2026, 3, 2), "date", "No time limit on applying is running"),
        ("car", 0, "count", "None"),
        ("moon", 3, "count", "3"),
    ],
)
def test_a_rule_says_on_which_side_of_the_limit(
    code: str, limit: Any, unit: str, words: str
) -> None:
    app = Flask(__name__)
    Babel(app)
    with app.test_request_context(), force_locale("en"):
        assert rule_words(_found(code, Outcome.MET, None, limit, unit)) == words


@pytest.mark.parametrize(
    ("outcome", "until", "words"),
    [
        (Outcome.MET, None, "None is running"),
        (Outcome.NOT_MET, date(2030, 1, 5), "May not apply until 5 January 2030"),
        (Outcome.NOT_MET, None, "May not apply, without an end date"),
        (Outcome.UNKNOWN, None, "—"),
    ],
)
def test_a_bar_is_said_in_words(outcome: Outcome, until: date | None, words: str) -> None:
    app = Flask(__name__)
    Babel(app)
    with app.test_request_context(), force_locale("en"):
        found = _found("debarred", outcome, until, date(2026, 3, 2), "date")
        assert seen_words(found) == words


def _found(code: str, outcome: Outcome, seen: Any, limit: Any, unit: str) -> Finding:
    return Finding(code, "A-00", outcome, seen, limit, unit, "", frozenset(), "", None)


def test_every_string_is_translated() -> None:
    part = Path(labels.__file__).parents[1] / "translations/zh_Hans_CN/parts/eligibility.po"
    known = part.read_text(encoding="utf-8")
    for table in (OUTCOMES, WHYS):
        for words in table.values():
            assert f'msgid "{words._args[0]}"\n' in known
    for labelled in (KLASSES, ROUTES, CONDITIONS, GROUPS):
        for label in labelled.values():
            for words in (label.plain, label.formal):
                assert f'msgid "{words._args[0]}"\n' in known
