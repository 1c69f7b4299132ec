from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.exchange import (
    BadFile,
    PaymentLine,
    ReturnLine,
    read_payments,
    read_returns,
    write_payments,
    write_returns,
)

QIN = PaymentLine("1", "6217001234567890123", "覃美芳", 14700, "租赁补贴,2026年2月")
HEAD = "seq,account,name,amount,remark\r\n"


def one(line: str, head: str = HEAD) -> bytes:
    return (head + line).encode("utf-8-sig")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_what_is_written_is_read(encoding: str) -> None:
    content = write_payments([QIN], encoding)
    assert read_payments(content) == [QIN]
    assert b"147.00" in content


def test_a_rare_character_survives_both_encodings() -> None:
    rare = PaymentLine("1", "6217001234567890123", "𬭎·買買提", 1, "")
    for encoding in ("utf-8-sig", "gb18030"):
        assert read_payments(write_payments([rare], encoding)) == [rare]


@given(st.lists(st.integers(1, 10**12), min_size=1, max_size=30))
def test_the_total_survives(amounts: list[int]) -> None:
    lines = [PaymentLine(str(i), "62170012345678", "名", a, "") for i, a in enumerate(amounts)]
    assert sum(p.amount for p in read_payments(write_payments(lines))) == sum(amounts)


@pytest.mark.parametrize(
    "amount",
    ["0.00", "147", "147.0", "147.001", "-1.00", "01.00", "1,000.00", "１.00", ""],
)
def test_amounts_that_are_none(amount: str) -> None:
    with pytest.raises(BadFile, match=r"bad_amount|columns"):
        read_payments(one(f"1,62170012345678,名,{amount},\r\n"))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "columns"),
        (HEAD.encode("utf-8-sig"), "empty"),
        (one("1,62170012345678,名,1.00,\r\n", "seq,name,account,amount,remark\r\n"), "columns"),
        (one("1,62170012345678,名,1.00\r\n"), "columns"),
        (one("1,12,名,1.00,\r\n"), "bad_account"),
        (one("1,62170012345678, ,1.00,\r\n"), "missing"),
        (one("1,62170012345678,名,1.00,\r\n1,62170012345679,名,1.00,\r\n"), "twice"),
        (b"\xff\xff\xff", "unreadable"),
        (b"\xef\xbb\xbf\xff", "unreadable"),
    ],
)
def test_a_bad_file_is_refused_as_a_whole(content: bytes, code: str) -> None:
    with pytest.raises(BadFile) as caught:
        read_payments(content)
    assert caught.value.code == code


def test_writing_refuses_what_reading_would() -> None:
    with pytest.raises(BadFile):
        write_payments([PaymentLine("1", "62170012345678", "名", 0, "")])
    with pytest.raises(BadFile, match="encoding"):
        write_payments([QIN], "latin-1")


def test_returns_are_read_back() -> None:
    lines = [ReturnLine("1", "paid", ""), ReturnLine("2", "returned", "account_closed")]
    assert read_returns(write_returns(lines)) == lines


@pytest.mark.parametrize("line", ["1,done,\r\n", "1,returned,\r\n", "1,paid,why\r\n", ",paid,\r\n"])
def test_a_status_we_do_not_know_is_no_answer(line: str) -> None:
    with pytest.raises(BadFile):
        read_returns(("seq,status,reason\r\n" + line).encode("utf-8-sig"))
