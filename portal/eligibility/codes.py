"""Names that eligibility speaks in; the words for them are in ``labels``."""

from __future__ import annotations

from enum import StrEnum


class Outcome(StrEnum):
    """What a condition came to. Unknown is never met."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"


class Klass(StrEnum):
    """Class of applicant: A low-income local households, B the others."""

    A = "A"
    B = "B"


class Route(StrEnum):
    """The way into a class."""

    LOW_INCOME = "low_income"
    LOCAL = "local"
    GRADUATE = "graduate"
    MIGRANT = "migrant"


class Why(StrEnum):
    """Why a value is unknown."""

    DISPUTED = "disputed"  # the household says it is wrong, nobody has checked yet
    CONFLICT = "conflict"  # departments contradict each other
    WAITING = "waiting"  # the person has not consented yet
    UNAVAILABLE = "unavailable"  # the department did not answer
    EXPIRED = "expired"  # the answer is too old to use
    NOT_ASKED = "not_asked"
    NOTHING = "nothing"  # the register holds nothing of the kind
    NO_RULE = "no_rule"  # the city has no value to hold it against on that day


class FactName(StrEnum):
    """Everything a rule may ask about a household. Money fen, area hundredths of m²."""

    SIZE = "size"
    SINGLE = "single"
    AGES = "ages"
    APPLICANT_AGE = "applicant_age"
    HUKOU_LOCAL = "hukou_local"
    HUKOU_LOCAL_URBAN = "hukou_local_urban"
    INCOME_ANNUAL_FEN = "income_annual_fen"
    ASSETS_FEN = "assets_fen"
    AREA_TOTAL = "area_total"
    COMMERCIAL_RIGHTS = "commercial_rights"
    BUSINESSES = "businesses"
    BUSINESS_CAPITAL_FEN = "business_capital_fen"
    CARS = "cars"
    CATEGORY = "category"
    BENEFITS_CURRENT = "benefits_current"
    PENSION_MONTHS_CONTINUOUS = "pension_months_continuous"
    PENSION_MONTHS_TOTAL = "pension_months_total"
    FUND_ACCOUNT = "fund_account"
    GRADUATE = "graduate"
    GRADUATED_ON = "graduated_on"
    EDUCATION = "education"
    GRADUATES = "graduates"
    RESIDENCE_PERMIT = "residence_permit"
    DISABILITY_GRADES = "disability_grades"
    VETERAN_KINDS = "veteran_kinds"
    MAJOR_ILLNESS = "major_illness"
    FAMILY_PLANNING_SPECIAL = "family_planning_special"
    # From our own registers; handed to ``assemble`` as ``extra``.
    DEBARRED = "debarred"
    DEBARRED_UNTIL = "debarred_until"
    # From papers only; no department is asked.
    OCCUPATIONS = "occupations"
    HONOURS = "honours"
    ORPHAN = "orphan"
    RENT_PAID_FEN = "rent_paid_fen"


class Condition(StrEnum):
    """Condition codes of the policy files, one idea each."""

    HUKOU = "hukou"
    CAPACITY = "capacity"
    SINGLE_AGE = "single_age"
    INCOME = "income"
    HOUSING = "housing"
    CAR = "car"
    COMMERCIAL = "commercial"
    BENEFIT = "benefit"
    DEBARRED = "debarred"
    GRADUATE_RECENT = "graduate_recent"
    PENSION = "pension"
    PERMIT = "permit"
