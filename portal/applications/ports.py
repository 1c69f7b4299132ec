"""What applications asks of the outside world. ``exchange`` answers; only ``app`` knows both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol


class Source(StrEnum):
    """Departments that may be asked (domain.md §13.1); the value is the connector's code."""

    HUKOU = "hukou"  # 公安户籍
    VEHICLE = "vehicle"  # 公安车管
    RESIDENCE_PERMIT = "residence_permit"  # 公安居住证
    ASSISTANCE = "assistance"  # 民政 低保/特困/边缘/低收入
    MARRIAGE = "marriage"  # 民政婚姻
    INCOME = "income"  # 民政收入财产核对 + 税务
    INSURANCE = "insurance"  # 人社社保
    EDUCATION = "education"  # 教育学历
    PROPERTY = "property"  # 不动产登记
    BENEFITS = "benefits"  # 房管：已有保障
    FUND = "fund"  # 公积金
    DISABILITY = "disability"  # 残联
    VETERAN = "veteran"  # 退役军人
    HEALTH = "health"  # 卫健
    PHONE = "phone"  # 运营商实名：姓名+身份证号+手机号


class Outcome(StrEnum):
    """How a department answered."""

    HIT = "hit"
    NO_HIT = "no_hit"
    CONFLICT = "conflict"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True)
class FactQuestion:
    """One question about one person; ``basis`` is the consent's or statute's reference."""

    source: Source
    person: str
    id_number: str = field(repr=False)
    name: str = field(repr=False)
    purpose: str
    basis: str
    on: date
    request: str
    phone: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class FactAnswer:
    """What came back; ``values`` is empty unless the outcome is a hit or a conflict."""

    source: Source
    person: str
    outcome: Outcome
    values: dict[str, Any] = field(repr=False)
    as_of: datetime
    valid_until: date | None


class FactSource(Protocol):
    """Whoever can tell us about a person's household, homes, income and benefits."""

    def ask(self, questions: Sequence[FactQuestion]) -> list[FactAnswer]:
        """One answer per question, in order; never raises for a silent department."""
        ...
