"""What applications asks of the outside world. ``exchange`` answers; only ``app`` knows both."""

from __future__ import annotations

from collections.abc import Collection, Sequence
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
    INCOME = "income"  # 民政收入财产核对
    INSURANCE = "insurance"  # 人社社保/就业
    EDUCATION = "education"  # 教育学历
    PROPERTY = "property"  # 不动产登记
    BENEFITS = "benefits"  # 房管：已有保障
    FUND = "fund"  # 公积金
    TAX = "tax"  # 税务
    BUSINESS = "business"  # 市场监管
    DISABILITY = "disability"  # 残联
    HEALTH = "health"  # 卫健
    VETERAN = "veteran"  # 退役军人
    MEDICAL = "medical"  # 医保
    COURT = "court"  # 法院/信用平台
    PHONE = "phone"  # 运营商实名：姓名+身份证号+手机号


class Outcome(StrEnum):
    """How a department answered."""

    HIT = "hit"
    NO_HIT = "no_hit"
    CONFLICT = "conflict"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True)
class FactQuestion:
    """One question about one person: why, on what ground, agreed to how, for which case, by whom.

    ``basis`` is the rulebook's words, ``authorisation`` the reference of the agreement where the
    basis needs one; ``case`` the application, review or household it is asked for; ``requester``
    the uid of who set it off, of the ``requester_kind`` of an act.
    """

    source: Source
    person: str
    id_number: str = field(repr=False)
    name: str = field(repr=False)
    purpose: str
    basis: str
    on: date
    request: str
    phone: str | None = field(default=None, repr=False)
    authorisation: str = ""
    case: str = ""
    requester: str = "system"
    requester_kind: str = "system"


@dataclass(frozen=True)
class FactAnswer:
    """What came back; ``values`` is empty unless the outcome is a hit or a conflict."""

    source: Source
    person: str
    outcome: Outcome
    values: dict[str, Any] = field(repr=False)
    as_of: datetime
    valid_until: date | None


@dataclass(frozen=True)
class LogEntry:
    """One question as it is remembered (domain.md §13.2); ``person`` is the subject's token.

    ``detail`` says in one word why there was no answer; ``milliseconds`` it took, repeats
    included. Nothing of the answer but its kind and how long it holds.
    """

    source: Source
    person: str
    purpose: str
    basis: str
    authorisation: str
    fields: tuple[str, ...]
    at: datetime
    outcome: Outcome
    detail: str
    valid_until: date | None
    milliseconds: int
    request: str
    case: str
    requester: str
    requester_kind: str


class RequestLog(Protocol):
    """Whoever remembers what departments were asked."""

    def __call__(self, *, person: str = "", case: str = "", limit: int = 100) -> Sequence[LogEntry]:
        """What was asked about a person, or for a case, newest first."""
        ...


@dataclass(frozen=True)
class LetterEntry:
    """A letter that went to a person: what it is called, by which ways, what became of each.

    ``at`` is the moment it was written, ``on`` its legal day. ``ways`` are sentences; they name
    channel and state, never number, address or text.
    """

    person: str
    at: datetime
    on: date
    title: str
    ways: tuple[str, ...]
    failed: bool


class LetterLog(Protocol):
    """Whoever remembers which letters went out."""

    def __call__(self, subjects: Collection[str], people: Collection[str]) -> Sequence[LetterEntry]:
        """The letters to these people about these things, newest first."""
        ...


class FactSource(Protocol):
    """Whoever can tell us about a person's household, homes, income and benefits."""

    def ask(self, questions: Sequence[FactQuestion]) -> list[FactAnswer]:
        """One answer per question, in order; never raises for a silent department."""
        ...
