"""Identity numbers: the elders of Nanning get in, slips of the pen do not."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.errors import Refused
from portal.kernel.identifiers import (
    IdNumber,
    credit_check_character,
    credit_code,
    id_check_character,
    mail_address,
    mask_id,
    mask_mail,
    mask_mobile,
    mobile_number,
)

ON = date(2026, 3, 2)


def numbered(region: str, birth: str, order: str = "001") -> str:
    first17 = f"{region}{birth}{order}"
    return first17 + id_check_character(first17)


def refusal(text: str, on: date = ON) -> Refused:
    with pytest.raises(Refused) as refused:
        IdNumber.parse(text, on=on)
    assert refused.value.field == "id_number"
    return refused.value


class TestIdNumber:
    @pytest.mark.parametrize(
        ("text", "birth", "sex"),
        [
            ("360426199101010071", date(1991, 1, 1), "M"),
            ("120103198806018241", date(1988, 6, 1), "F"),
            (" 360426 19910101 0071 ", date(1991, 1, 1), "M"),
            ("３６０４２６１９９１０１０１００７１", date(1991, 1, 1), "M"),
        ],
    )
    def test_it(self, text: str, birth: date, sex: str) -> None:
        number = IdNumber.parse(text, on=ON)
        assert (number.birth, number.sex) == (birth, sex)
        assert len(number.value) == 18
        assert number.warnings == ()

    @pytest.mark.parametrize("year", range(1920, 1976, 5))
    @pytest.mark.parametrize("region", ["450102", "440307", "810000", "820000", "830000"])
    def test_elders_and_residence_permits(self, region: str, year: int) -> None:
        number = IdNumber.parse(numbered(region, f"{year}0615"), on=ON)
        assert number.region == region
        assert number.age(ON) == 2025 - year

    def test_a_small_x(self) -> None:
        text = next(
            n
            for n in (numbered("450102", "19500101", f"{i:03d}") for i in range(99))
            if n[17] == "X"
        )
        assert IdNumber.parse(text.lower(), on=ON).value == text
        assert IdNumber.parse(text.replace("X", "ｘ"), on=ON).value == text

    @pytest.mark.parametrize(
        "text", ["", "36042619910101007", "3604261991010100711", "A60426910101007"]
    )
    def test_length(self, text: str) -> None:
        assert refusal(text).code == "id_length"

    @pytest.mark.parametrize(
        ("text", "position"),
        [("36042619910101007Y", 18), ("X60426199101010071", 1), ("36042619910101O071", 15)],
    )
    def test_characters(self, text: str, position: int) -> None:
        refused = refusal(text)
        assert (refused.code, refused.facts) == ("id_characters", {"position": position})

    def test_digits_of_other_scripts_are_no_digits(self) -> None:
        assert refusal("٣60426199101010071").code == "id_characters"

    def test_check_digit(self) -> None:
        refused = refusal("360426199101010072")
        assert (refused.code, refused.facts) == ("id_check_digit", {"position": 18})

    @pytest.mark.parametrize("birth", ["19910230", "19911301", "19910100", "18991231", "00000000"])
    def test_impossible_births(self, birth: str) -> None:
        assert refusal(numbered("450102", birth)).code == "id_birth_impossible"

    def test_birth_today_is_in_time_tomorrow_is_not(self) -> None:
        text = numbered("450102", "20260302")
        assert IdNumber.parse(text, on=ON).age(ON) == 0
        assert refusal(text, on=date(2026, 3, 1)).code == "id_birth_future"
        assert IdNumber.parse(numbered("450102", "19000101"), on=ON).age(ON) == 126

    def test_unknown_area_is_a_warning(self) -> None:
        number = IdNumber.parse(numbered("990000", "19800101"), on=ON)
        assert number.warnings == ("id_area_unknown",)

    def test_age_turns_on_the_birthday(self) -> None:
        number = IdNumber.parse(numbered("450102", "19660302"), on=ON)
        assert number.age(date(2026, 3, 1)) == 59
        assert number.age(date(2026, 3, 2)) == 60
        leap = IdNumber.parse(numbered("450102", "20080229"), on=ON)
        assert leap.age(date(2026, 2, 28)) == 17
        assert leap.age(date(2026, 3, 1)) == 18

    def test_it_never_shows_itself(self) -> None:
        number = IdNumber.parse("360426199101010071", on=ON)
        assert number.masked == "360***********0071"
        assert "199101" not in f"{number} {number!r}"

    @given(st.integers(0, 16), st.integers(1, 9))
    def test_every_single_slip_is_caught(self, place: int, shift: int) -> None:
        text = "120103198806018241"
        wrong = str((int(text[place]) + shift) % 10)
        with pytest.raises(Refused):
            IdNumber.parse(text[:place] + wrong + text[place + 1 :], on=ON)


class TestCreditCode:
    def test_it(self) -> None:
        # Worked out by the weights of GB 32100, not a code known to be in use.
        code = "91450100MA5N0000X"
        assert credit_code(code + credit_check_character(code)) == code + credit_check_character(
            code
        )

    @pytest.mark.parametrize("known", ["91350100M000100Y43", "91110000600037341L"])
    def test_published_ones(self, known: str) -> None:
        assert credit_code(known.lower()) == known

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("91350100M000100Y4", "credit_code_length"),
            ("91350100M000100I43", "credit_code_characters"),
            ("91350100M000100Y44", "credit_code_check"),
            ("91350100M001000Y43", "credit_code_check"),
        ],
    )
    def test_refused(self, text: str, code: str) -> None:
        with pytest.raises(Refused) as refused:
            credit_code(text)
        assert (refused.value.code, refused.value.field) == (code, "credit_code")


class TestPhone:
    @pytest.mark.parametrize(
        "text", ["13800000026", "+86 138 0000 0026", "0086-138-0000-0026", "１３８００００００２６"]
    )
    def test_it(self, text: str) -> None:
        assert mobile_number(text) == "13800000026"

    @pytest.mark.parametrize(
        "text", ["", "1380000002", "138000000261", "12800000026", "0771-5500000"]
    )
    def test_refused(self, text: str) -> None:
        with pytest.raises(Refused, match="phone_malformed"):
            mobile_number(text)


def test_masks() -> None:
    assert mask_id("1234") == "****"
    assert mask_mobile("13800000026") == "138 **** 0026"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("li.ming@Example.COM", "li.ming@example.com"),
        (" Li_1+x@mail.gov.cn", "Li_1+x@mail.gov.cn"),
        ("ｌｉ＠ｅｘａｍｐｌｅ．ｃｏｍ", "li@example.com"),
        ("a" * 64 + "@b.cn", "a" * 64 + "@b.cn"),
    ],
)
def test_mail_addresses(typed: str, kept: str) -> None:
    assert mail_address(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "", "li", "@b.cn", "li@", "li@b", "li@@b.cn", ".li@b.cn", "li.@b.cn", "l..i@b.cn",
        "li@-b.cn", "li@b-.cn", "li@b..cn", "李@b.cn", "li@b.cn,x@b.cn", "<li@b.cn>", '"l"@b.cn',
        "a" * 65 + "@b.cn", "li@" + "b" * 64 + ".cn", "li@" + "b.c" * 90 + ".cn", "li@b.c",
    ],
)  # fmt: skip
def test_no_mail_addresses(typed: str) -> None:
    with pytest.raises(Refused) as caught:
        mail_address(typed)
    assert (caught.value.code, caught.value.field) == ("mail_malformed", "mail")


def test_a_line_break_never_reaches_a_header() -> None:
    assert mail_address("li@b.cn\r\n") == "li@b.cn"
    with pytest.raises(Refused):
        mail_address("li@b.cn\r\nBcc: all@b.cn")


def test_a_masked_mailbox_has_always_three_stars() -> None:
    assert mask_mail("li.ming@example.com") == mask_mail("l@example.com") == "l***@example.com"
