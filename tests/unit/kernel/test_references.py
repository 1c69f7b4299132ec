"""Numbers and codes we give out: every single slip and swap is caught."""

from __future__ import annotations

import re

import pytest

from portal.kernel import references
from portal.kernel.errors import Refused
from portal.kernel.identifiers import (
    application_number,
    check_char,
    city_letters,
    new_letter_code,
    new_receipt_code,
    normalise_letter_code,
    normalise_receipt_code,
    parse_application_number,
    parse_queue_number,
    queue_number,
    receipt_code_text,
)
from portal.kernel.regions import Level, tree

DIGITS = "0123456789"
CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
BODIES = [
    application_number(region, 2026, n)
    for region in ("450100", "450200", "440310", "451400")
    for n in (1, 4217, 98765, 999999)
]


class TestLetters:
    def test_every_city_has_its_own(self) -> None:
        cities = [r.code for r in tree().values() if r.level is Level.CITY]
        letters = [city_letters(code) for code in (*cities, "440310")]
        assert len(set(letters)) == len(letters) == 16

    def test_counties_have_their_city_s(self) -> None:
        assert city_letters("450103") == city_letters("450103001000") == "NN"
        assert city_letters("440310") == "PS"
        with pytest.raises(KeyError):
            city_letters("110000")


class TestApplicationNumber:
    def test_it(self) -> None:
        number = application_number("450100", 2026, 4217)
        assert re.fullmatch(r"NN2026-004217-[0-9A-Z]", number)
        assert number[-1] == check_char("NN2026-004217") == check_char("NN2026004217")
        assert number[-1] not in "ILOSZ"

    @pytest.mark.parametrize("n", [0, -1, 1_000_000])
    def test_out_of_range(self, n: int) -> None:
        with pytest.raises(ValueError, match="running"):
            application_number("450100", 2026, n)

    @pytest.mark.parametrize("number", BODIES)
    def test_typed_forms(self, number: str) -> None:
        for typed in (
            number.lower(),
            number.replace("-", " "),
            number.replace("-", ""),
            f" {number} ",
        ):
            assert parse_application_number(typed) == number

    @pytest.mark.parametrize("number", BODIES)
    def test_every_single_slip(self, number: str) -> None:
        compact = number.replace("-", "")
        for place, right in enumerate(compact[:-1]):
            for wrong in (CAPITALS if right.isalpha() else DIGITS).replace(right, ""):
                with pytest.raises(Refused):
                    parse_application_number(compact[:place] + wrong + compact[place + 1 :])
        wrongs = set(references._CHECKS) - {compact[-1]}
        for wrong in wrongs:
            with pytest.raises(Refused):
                parse_application_number(compact[:-1] + wrong)

    @pytest.mark.parametrize("number", BODIES)
    def test_every_swap_of_neighbours(self, number: str) -> None:
        compact = number.replace("-", "")
        for place in range(len(compact) - 1):
            one, other = compact[place], compact[place + 1]
            if one != other:
                with pytest.raises(Refused):
                    parse_application_number(compact[:place] + other + one + compact[place + 2 :])

    def test_swaps_within_the_letters_change_the_check(self) -> None:
        assert check_char("LZ2026-000001") != check_char("ZL2026-000001")
        assert check_char("LZ2026-000001") != check_char("WZ2026-000001")

    @pytest.mark.parametrize("text", ["", "NN2026-4217-K", "XX2026-004217-K", "NN2026-Q-000317"])
    def test_malformed(self, text: str) -> None:
        with pytest.raises(Refused, match="number_malformed"):
            parse_application_number(text)


class TestQueueNumber:
    def test_it(self) -> None:
        assert queue_number("450100", 2026, 317) == "NN2026-Q-000317"
        assert parse_queue_number(" nn2026 q 000317") == "NN2026-Q-000317"
        with pytest.raises(Refused, match="number_malformed"):
            parse_queue_number("NN2026-000317-K")


class TestReceiptCode:
    def test_it(self) -> None:
        codes = {new_receipt_code() for _ in range(200)}
        assert len(codes) == 200
        for code in codes:
            assert re.fullmatch(r"[0-9A-Z]{4} [0-9A-Z]{4} [0-9A-Z]{5}-[0-9A-Z]", code)
            compact = normalise_receipt_code(code)
            assert len(compact) == 14
            assert receipt_code_text(compact) == code
            assert normalise_receipt_code(compact.lower()) == compact

    def test_confused_characters(self) -> None:
        body = "0110000000000"
        compact = body + references.receipt_check_char(body)
        typed = "oIl" + compact[3:]
        assert normalise_receipt_code(typed.replace("0", "O", 4)) == compact
        assert normalise_receipt_code("　".join(compact)) == compact

    def test_every_single_slip_and_swap(self) -> None:
        for _ in range(20):
            compact = normalise_receipt_code(new_receipt_code())
            slips = {
                compact[:i] + wrong + compact[i + 1 :]
                for i in range(14)
                for wrong in references._BASE32
            }
            swaps = {
                compact[:i] + compact[i + 1] + compact[i] + compact[i + 2 :] for i in range(13)
            }
            for wrong in (slips | swaps) - {compact}:
                with pytest.raises(Refused, match="receipt_code_check"):
                    normalise_receipt_code(wrong)

    @pytest.mark.parametrize("text", ["", "36YD 1ZBW DGDBS", "36YD 1ZBW DGDBU-P", "x" * 15])
    def test_malformed(self, text: str) -> None:
        with pytest.raises(Refused, match="receipt_code_malformed"):
            normalise_receipt_code(text)


class TestLetterCode:
    def test_it(self) -> None:
        code = new_letter_code()
        assert re.fullmatch(r"[0-9A-Z]{4} [0-9A-Z]{4}", code)
        assert normalise_letter_code(code.lower().replace(" ", "-")) == code
        for wrong in ("", "7K4M 2XR", "7K4M 2XRU"):
            with pytest.raises(Refused, match="letter_code_malformed"):
                normalise_letter_code(wrong)
