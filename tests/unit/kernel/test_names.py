"""Names: kept exactly, compared leniently, shown masked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.errors import Refused
from portal.kernel.names import masked_name, name_match, same_name, stored_name


class TestStored:
    def test_it_is_kept_as_the_register_has_it(self) -> None:
        assert stored_name(" 阿卜杜拉·买买提 ") == "阿卜杜拉·买买提"
        assert stored_name("Nguye\u0302\u0303n  Va\u0306n") == "Nguyễn  Văn"
        assert stored_name("\ue863") == "\ue863"
        assert stored_name("𠅤") == "𠅤"

    def test_length(self) -> None:
        assert stored_name("王" * 100) == "王" * 100
        with pytest.raises(Refused, match="name_long"):
            stored_name("王" * 101)
        with pytest.raises(Refused, match="name_missing"):
            stored_name(" 　")

    @pytest.mark.parametrize("text", ["王\n兰", "王\u200b兰", "王\u202e兰", "王\x00"])
    def test_invisible_characters(self, text: str) -> None:
        with pytest.raises(Refused, match="name_characters"):
            stored_name(text)


class TestMatch:
    @pytest.mark.parametrize("dot", "·•‧・･.．∙")
    def test_middle_dots(self, dot: str) -> None:
        assert same_name(f"阿卜杜拉{dot}买买提", "阿卜杜拉·买买提")

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("韋 蘭", "韦兰"),
            ("李　喆", "李哲"),
            ("\ue863一", "䶮一"),
            ("John SMITH", "john smith"),
            ("Ｊｏｈｎ", "john"),
        ],
    )
    def test_same(self, one: str, other: str) -> None:
        assert same_name(one, other)

    @pytest.mark.parametrize(("one", "other"), [("韦兰", "韦蓝"), ("王一", "王二"), ("王", "王王")])
    def test_not_same(self, one: str, other: str) -> None:
        assert not same_name(one, other)

    @given(st.text(max_size=40))
    def test_it_is_stable(self, name: str) -> None:
        assert name_match(name_match(name)) == name_match(name)


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("", "*"),
        ("韦", "*"),
        ("韦兰", "韦*"),
        ("韦小兰", "韦*兰"),
        ("欧阳小兰", "欧**兰"),
        ("阿卜杜拉·买买提", "阿***提"),
    ],
)
def test_masked(name: str, masked: str) -> None:
    assert masked_name(name) == masked
