"""The bank's files: amounts, control totals, names and cells that could bite."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.subsidy.bank_file import (
    BadFile,
    PaymentLine,
    good_account,
    printable,
    read_returns,
    totals,
    write,
)

LINE = PaymentLine(1, "6217000010001234471", "覃美芳", 14700, "ZLBT2026-03")


def test_what_is_written_reads_back() -> None:
    content = write([LINE, PaymentLine(2, "62170000", "韦·兰", 5, "x")])
    found = totals(content)
    assert (found.count, found.fen) == (2, 14705)
    assert content.startswith(b"\xef\xbb\xbfseq,account,name,amount,remark\r\n000001,")
    assert ",147.00," in content.decode()
    assert ",0.05," in content.decode()


@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=30))
def test_control_totals_are_exact(amounts: list[int]) -> None:
    lines = [PaymentLine(i, "62170000", "覃美芳", fen, "r") for i, fen in enumerate(amounts, 1)]
    found = totals(write(lines))
    assert (found.count, found.fen) == (len(amounts), sum(amounts))


@pytest.mark.parametrize("fen", [0, -1, -14700])
def test_no_payment_of_nothing(fen: int) -> None:
    with pytest.raises(BadFile) as bad:
        write([PaymentLine(1, "62170000", "覃美芳", fen, "")])
    assert bad.value.code == "bad_amount"


@pytest.mark.parametrize(
    "name",
    ["=1+1", "+覃", "-覃", "@覃", "\t覃", "'覃", '"覃', "", " ", "覃\n芳", "\U00020089", "\ue001"],
)
def test_names_that_go_to_a_person(name: str) -> None:
    assert not printable(name)
    with pytest.raises(BadFile):
        write([PaymentLine(1, "62170000", name, 100, "")])


@pytest.mark.parametrize("name", ["覃美芳", "阿依古丽·买买提", "Li Wei", "覃, 美芳"])
def test_names_the_bank_can_print(name: str) -> None:
    assert printable(name)
    assert totals(write([PaymentLine(1, "62170000", name, 100, "")])).fen == 100


@pytest.mark.parametrize(
    ("account", "good"),
    [("6217000", False), ("62170000", True), ("6" * 32, True), ("6" * 33, False),
     ("６２１７００００", False), ("6217 0000", False), ("=62170000", False), ("", False)],
)  # fmt: skip
def test_accounts(account: str, good: bool) -> None:
    assert good_account(account) is good


def test_the_same_number_twice_and_an_empty_file() -> None:
    with pytest.raises(BadFile) as twice:
        write([LINE, LINE])
    assert twice.value.code == "twice"
    with pytest.raises(BadFile) as empty:
        write([])
    assert empty.value.code == "empty"


def test_returns_in_the_banks_other_encoding_and_with_more_columns() -> None:
    content = "seq,status,reason,amount\r\n000001,returned,账户已销户,147.00\r\n".encode("gb18030")
    line = read_returns(content)[0]
    assert (line.seq, line.status, line.reason, line.fen) == (
        "000001", "returned", "账户已销户", 14700,
    )  # fmt: skip


@pytest.mark.parametrize(
    "content",
    [b"", b"seq,status\r\n", b"seq,status,reason\r\n1,2\r\n", b"\xff\xfe\xff",
     b"seq,seq,status,reason\r\n", b"seq,status,reason,amount\r\n1,paid,,1e3\r\n"],
)  # fmt: skip
def test_what_is_no_return_file(content: bytes) -> None:
    with pytest.raises(BadFile):
        read_returns(content)
