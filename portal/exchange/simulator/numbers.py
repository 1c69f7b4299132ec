"""Numbers of made-up people: valid by form, belonging to nobody.

The simulator plays the outside world, so it works out check digits by itself (GB 11643)
instead of borrowing the kernel's: two readings of the standard check each other.
"""

from __future__ import annotations

from datetime import date

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"


def check_digit(first17: str) -> str:
    """The 18th character of an ID number."""
    total = sum(w * int(d) for w, d in zip(_WEIGHTS, first17, strict=True))
    return _CHECK[total % 11]


def id_number(region: str, birth: date, sequence: int) -> str:
    """An ID number; an odd ``sequence`` (0–999) is a man's, an even one a woman's."""
    first17 = f"{region}{birth:%Y%m%d}{sequence:03d}"
    return first17 + check_digit(first17)


def birth_of(number: str) -> date | None:
    """The date of birth inside a well-formed ID number, or None if it is not one."""
    if len(number) != 18 or not (number[:17].isascii() and number[:17].isdigit()):
        return None
    if check_digit(number[:17]) != number[17]:
        return None
    try:
        return date.fromisoformat(f"{number[6:10]}-{number[10:12]}-{number[12:14]}")
    except ValueError:
        return None


def sex_of(number: str) -> str:
    """``M`` or ``F`` by the 17th digit."""
    return "M" if int(number[16]) % 2 else "F"


def age(birth: date, on: date) -> int:
    """Whole years lived."""
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))
