"""Numbers that name people and organisations: read strictly, shown masked. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from portal.kernel.errors import Refused
from portal.kernel.references import application_number as application_number
from portal.kernel.references import check_char as check_char
from portal.kernel.references import city_letters as city_letters
from portal.kernel.references import new_letter_code as new_letter_code
from portal.kernel.references import new_receipt_code as new_receipt_code
from portal.kernel.references import normalise_letter_code as normalise_letter_code
from portal.kernel.references import normalise_receipt_code as normalise_receipt_code
from portal.kernel.references import parse_application_number as parse_application_number
from portal.kernel.references import parse_queue_number as parse_queue_number
from portal.kernel.references import plain as plain
from portal.kernel.references import queue_number as queue_number
from portal.kernel.references import receipt_code_text as receipt_code_text
from portal.kernel.references import squeeze as squeeze

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
_FIRST_BIRTH_YEAR = 1900
_OLD_LENGTH = 15
_SEPARATORS = re.compile(r"[-‐-―−·.]")
_PROVINCES = frozenset(
    f"{code}"
    for first, last in (
        (11, 15),
        (21, 23),
        (31, 37),
        (41, 46),
        (50, 54),
        (61, 65),
        (71, 71),
        (81, 83),
    )
    for code in range(first, last + 1)
)
"""GB/T 2260 province codes; 81, 82, 83 also open residence permits of Hong Kong, Macao
and Taiwan residents."""

_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def id_text(text: str) -> str:
    """An ID number as it is compared: capitals, half width, nothing between the characters."""
    return _SEPARATORS.sub("", plain(text))


@dataclass(frozen=True, slots=True)
class IdNumber:
    """A citizen identity number (GB 11643) whose form, birth and check character hold.

    Also residence permits of Hong Kong, Macao and Taiwan residents. That it was ever
    issued, and to whom, only the register can tell.
    """

    value: str
    birth: date

    @classmethod
    def parse(cls, text: str, *, on: date, field: str = "id_number") -> IdNumber:
        """The number in ``text`` as of day ``on``.

        Raises ``Refused`` with code ``id_fifteen`` (a number of the first cards, no longer
        valid), ``id_length``, ``id_characters`` (``position`` from 1),
        ``id_birth_impossible``, ``id_birth_future`` or ``id_check_digit``.
        """
        value = id_text(text)
        if len(value) == _OLD_LENGTH and value.isascii() and value.isdigit():
            raise Refused("id_fifteen", field=field)
        if len(value) != 18:
            raise Refused("id_length", field=field, length=len(value))
        for position, character in enumerate(value, start=1):
            if character not in ("0123456789" if position < 18 else "0123456789X"):
                raise Refused("id_characters", field=field, position=position)
        try:
            birth = date(int(value[6:10]), int(value[10:12]), int(value[12:14]))
        except ValueError as error:
            raise Refused("id_birth_impossible", field=field) from error
        if birth.year < _FIRST_BIRTH_YEAR:
            raise Refused("id_birth_impossible", field=field)
        if birth > on:
            raise Refused("id_birth_future", field=field)
        if id_check_character(value[:17]) != value[17]:
            raise Refused("id_check_digit", field=field, position=18)
        return cls(value, birth)

    @property
    def sex(self) -> str:
        """``M`` or ``F``, from the 17th digit."""
        return "M" if int(self.value[16]) % 2 else "F"

    @property
    def region(self) -> str:
        """Six-digit code of the county that first issued the number; it may be long gone."""
        return self.value[:6]

    @property
    def warnings(self) -> tuple[str, ...]:
        """Codes worth a second look; never a reason to refuse."""
        return () if self.value[:2] in _PROVINCES else ("id_area_unknown",)

    def age(self, on: date) -> int:
        """Full years of life (周岁) on that day; one born on 29 February ages on 1 March."""
        return on.year - self.birth.year - ((on.month, on.day) < (self.birth.month, self.birth.day))

    @property
    def masked(self) -> str:
        """``450***********0027``: the only form for pages."""
        return mask_id(self.value)

    def __repr__(self) -> str:
        """Masked, so that no log or traceback shows the number."""
        return f"IdNumber({self.masked})"

    __str__ = __repr__


def id_check_character(first17: str) -> str:
    """The 18th character that belongs to 17 digits (ISO 7064 MOD 11-2)."""
    total = sum(int(digit) * weight for digit, weight in zip(first17, _ID_WEIGHTS, strict=True))
    return _ID_CHECKS[total % 11]


def mask_id(value: str) -> str:
    """First three and last four characters, stars between; short ones are all stars."""
    if len(value) < 10:
        return "*" * len(value)
    return value[:3] + "*" * (len(value) - 7) + value[-4:]


def credit_code(text: str, field: str = "credit_code") -> str:
    """A unified social credit code (GB 32100), 18 characters, checked.

    Raises ``Refused``: ``credit_code_length``, ``credit_code_characters``,
    ``credit_code_check``.
    """
    value = plain(text)
    if len(value) != 18:
        raise Refused("credit_code_length", field=field, length=len(value))
    for position, character in enumerate(value, start=1):
        if character not in _CREDIT_ALPHABET:
            raise Refused("credit_code_characters", field=field, position=position)
    if credit_check_character(value[:17]) != value[17]:
        raise Refused("credit_code_check", field=field, position=18)
    return value


def credit_check_character(first17: str) -> str:
    """The 18th character that belongs to the first 17 of a credit code."""
    total = sum(_CREDIT_ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(first17))
    return _CREDIT_ALPHABET[-total % 31]


def mobile_number(text: str, field: str = "phone") -> str:
    """A mainland mobile number, 11 digits, without +86 and separators.

    Raises ``Refused``: ``phone_malformed``.
    """
    value = re.sub(r"^(?:\+|00)86", "", plain(text).replace("-", ""))
    if not re.fullmatch(r"1[3-9][0-9]{9}", value):
        raise Refused("phone_malformed", field=field)
    return value


def mask_mobile(value: str) -> str:
    """``138 **** 0026``."""
    return f"{value[:3]} **** {value[-4:]}"


_MAIL = re.compile(
    r"[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}",
    re.IGNORECASE,
)


def mail_address(text: str, field: str = "mail") -> str:
    """An e-mail address as mailboxes in use have them; the domain in small letters.

    Quoted or non-ASCII names are not taken: nobody here could type them twice alike. Raises
    ``Refused``: ``mail_malformed``.
    """
    value = squeeze(text)
    local, _, domain = value.rpartition("@")
    if not _MAIL.fullmatch(value) or len(local) > 64 or len(value) > 254:
        raise Refused("mail_malformed", field=field)
    return f"{local}@{domain.lower()}"


def mask_mail(value: str) -> str:
    """``l***@example.com``: always three stars."""
    local, _, domain = value.rpartition("@")
    return f"{local[:1]}***@{domain}"
