"""A source that must not be published is refused with its file, line and reason."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from portal.kernel.policy import (
    ROOT,
    NoRule,
    PolicyError,
    Rulebook,
    check_body,
    handbook,
    keys,
    problems,
    read,
    read_all,
)

GOOD = """\
[about]
region = "450100"
topic = "lease"

[[lease.filing]]
since = 2020-01-01
until = 2024-01-01
value = { n = 30, unit = "day", from = "signed" }
clause = "第十七条"

[[lease.filing]]
since = 2024-01-01
value = { n = 20, unit = "working_day", from = "signed" }
assumed = true
reason = "made up"
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "keys.toml", tmp_path / "keys.toml")
    (tmp_path / "nanning").mkdir()
    return tmp_path


def put(root: Path, text: str, topic: str = "lease") -> Path:
    path = root / "nanning" / f"{topic}.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_good_source_is_read(root: Path) -> None:
    source = read(put(root, GOOD), root)
    assert (source.region, source.topic, source.since) == ("450100", "lease", date(2020, 1, 1))
    assert [entry["since"] for entry in source.body["values"]["lease.filing"]] == [
        "2020-01-01",
        "2024-01-01",
    ]


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ('value = { n = 30, unit = "day", from = "signed" }', "value = 30", 5, "bare number"),
        ('{ n = 30, unit = "day", from', '{ n = 30, unit = "week", from', 5, "unit is one of"),
        ('{ n = 30, unit = "day", from', '{ n = true, unit = "day", from', 5, "whole number"),
        (', from = "signed" }\nclause', " }\nclause", 5, "exactly n, unit and from"),
        ('clause = "第十七条"\n', "", 5, "needs a clause"),
        ('reason = "made up"\n', "", 11, "assumed value needs a reason"),
        ("until = 2024-01-01", "until = 2024-01-02", 11, "dates overlap"),
        ("until = 2024-01-01\n", "", 10, "dates overlap"),
        ("until = 2024-01-01", "until = 2019-12-31", 5, "not after since"),
        ("until = 2024-01-01", "untill = 2024-01-01", 5, "unknown key untill"),
        ("since = 2020-01-01", "since = '2020-01-01'", 5, "need a date"),
        ("since = 2020-01-01", "since = 2020-01-01T00:00:00", 5, "need a date"),
        ("[[lease.filing]]\nsince = 2020", "[[lease.fling]]\nsince = 2020", 5, "unknown key"),
        ('topic = "lease"', 'topic = "rent"', 3, "not the file's name"),
        ('region = "450100"\n', "", 1, "opens with [about]"),
        ('region = "450100"', 'region = "999999"', 2, "no such region"),
        ("[[lease.filing]]\nsince = 2020", "[[rent.due_day]]\nsince = 2020", 5, "unknown key"),
        ('clause = "第十七条"', "clause = ", 9, "Invalid value"),
    ],
)
def test_a_bad_source_is_refused(root: Path, old: str, new: str, line: int, reason: str) -> None:
    assert old in GOOD
    path = put(root, GOOD.replace(old, new, 1))
    with pytest.raises(PolicyError) as refusal:
        read(path, root)
    assert refusal.value.file == "nanning/lease.toml"
    assert refusal.value.line == line
    assert reason in refusal.value.reason
    assert [str(problem) for problem in problems(root)] == [str(refusal.value)]


def test_undated_values_are_refused(root: Path) -> None:
    text = '[about]\nregion = "450100"\ntopic = "lease"\n\n[lease]\nfiling = 30\n'
    with pytest.raises(PolicyError, match=r"nanning/lease.toml:6: lease.filing is not"):
        read(put(root, text), root)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("rent.due_day", "1.5"),
        ("rent.due_day", "-1"),
        ("rent.rates", '[{ code = "x" }]'),
        ("rent.rates", "[1]"),
        ("rent.dunning_months", '[{ code = "x", months = 1, extra = 2 }]'),
        ("rent.holdover", "[{ months_from = 0, market_share = [1, 0] }]"),
    ],
)
def test_values_of_the_wrong_kind_are_refused(root: Path, key: str, value: str) -> None:
    text = f'[about]\nregion = "450100"\ntopic = "rent"\n[[{key}]]\nsince = 2020-01-01\n'
    put(root, text + f'clause = "x"\nvalue = {value}\n', "rent")
    with pytest.raises(PolicyError, match=r"nanning/rent.toml:4: "):
        read_all(root)


def test_two_files_may_not_say_the_same_topic(root: Path) -> None:
    put(root, GOOD)
    (root / "other").mkdir()
    (root / "other" / "lease.toml").write_text(GOOD, encoding="utf-8")
    with pytest.raises(PolicyError, match="the same topic"):
        read_all(root)


def test_a_body_from_the_desk_is_held_to_the_same_rules(root: Path) -> None:
    body = read(put(root, GOOD), root).body
    check_body("450100", "lease", body, root)
    with pytest.raises(PolicyError, match="another region"):
        check_body("450200", "lease", body, root)
    body["values"]["lease.filing"][0]["value"] = 30
    with pytest.raises(PolicyError, match="bare number"):
        check_body("450100", "lease", body, root)


def test_the_day_before_and_the_day_of_a_change(root: Path) -> None:
    put(root, GOOD)
    before = Rulebook.from_sources("450100", on=date(2023, 12, 31), root=root)
    after = Rulebook.from_sources("450100", on=date(2024, 1, 1), root=root)
    assert (before.period("lease.filing").n, after.period("lease.filing").n) == (30, 20)
    assert before.get("lease.filing").clause == "第十七条"
    assert after.get("lease.filing").assumed
    assert before.fingerprint == after.fingerprint
    with pytest.raises(NoRule):
        Rulebook.from_sources("450100", on=date(2019, 12, 31), root=root).value("lease.filing")


class TestOurOwn:
    def test_all_sources_are_clean(self) -> None:
        assert problems() == []

    def test_every_key_is_used_somewhere(self) -> None:
        said = {key for source in read_all() for key in source.body["values"]}
        assert said == set(keys(ROOT))

    def test_the_handbook_lists_every_key(self) -> None:
        readme = (ROOT / "README.md").read_text(encoding="utf-8")
        assert readme.endswith(handbook(ROOT))

    def test_the_stages_fill_the_total(self) -> None:
        rules = Rulebook.from_sources("450100", on=date(2026, 3, 2))
        for klass in ("a", "b"):
            stages = rules.procedure(f"class_{klass}")
            spent = sum(stage.clock.n for stage in stages if not stage.publicity)
            assert spent == rules.period(f"procedure.total.{klass}").n
            codes = [stage.code for stage in stages]
            for nth, stage in enumerate(stages):
                assert set(stage.not_same_as) <= set(codes[:nth])

    def test_the_nearest_region_wins(self) -> None:
        county = Rulebook.from_sources("450103", on=date(2026, 3, 2))
        assert county.get("lease.filing").region == "000000"
        assert county.get("exit.relet").region == "450000"
        assert county.get("exit.site_check").region == "450100"
        pingshan = Rulebook.from_sources("440310", on=date(2020, 6, 1))
        assert pingshan.row("supervision.metrics", "supply")["unit"] == "unit"
        assert not pingshan.has("subsidy.rate.low_income")

    def test_the_total_of_2023(self) -> None:
        days = [date(2023, 1, 31), date(2023, 2, 1)]
        books = [Rulebook.from_sources("450100", on=day) for day in days]
        assert [book.period("procedure.total.a").n for book in books] == [45, 40]

    def test_a_snapshot_needs_nothing_else(self) -> None:
        rules = Rulebook.from_sources("450100", on=date(2026, 3, 2))
        again = Rulebook.from_snapshot(rules.snapshot())
        assert again.snapshot() == rules.snapshot()
        assert again.fingerprint == rules.fingerprint
        part = Rulebook.from_snapshot(rules.snapshot("rent"))
        assert part.fingerprint == rules.fingerprint
        assert {name.split(".")[0] for name in part.names()} == {"rent"}

    def test_signed_words_stand_in_both_languages(self) -> None:
        words = Rulebook.from_sources("450100", on=date(2026, 3, 2)).texts("intake.commitment")
        assert words.version
        assert "承诺" in words.in_language("zh_Hans_CN")
        assert "promise" in words.in_language("en")

    def test_only_serious_acts_with_a_legal_basis_leave_the_house(self) -> None:
        rules = Rulebook.from_sources("450100", on=date(2026, 3, 2))
        for act in rules.rows("credit.acts"):
            if act["external"]:
                assert act["tier"] in rules.value("credit.external_list")
                assert not act.get("proposed")
