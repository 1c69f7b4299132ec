from __future__ import annotations

from enum import StrEnum
from typing import Any

from portal.households import HouseholdChanged
from portal.housing import UNIT
from portal.kernel.act import Act
from portal.kernel.machine import Machine, Move
from portal.kernel.machinedoc import end_states, machines_markdown


class Lamp(StrEnum):
    OFF = "off"
    ON = "on"
    BROKEN = "broken"


class May(StrEnum):
    TOUCH = "touch"


def has_oil(lamp: Any, act: Act) -> str | None:
    return None


LAMP = Machine(
    "lamp",
    Lamp,
    Lamp.OFF,
    (
        Move(Lamp.OFF, "light", Lamp.ON, May.TOUCH, "a | b", guard=has_oil, event=HouseholdChanged),
        Move((Lamp.OFF, Lamp.ON), "drop", Lamp.BROKEN, May.TOUCH, human=True),
    ),
)


def test_every_move_has_a_row_and_every_arrow_a_line() -> None:
    text = machines_markdown([LAMP])
    event = "`households.HouseholdChanged`"
    row = f"| `off` | **light** | `on` | `touch` | `has_oil` | {event} |  | a / b |"
    assert row in text
    assert "| `off`, `on` | **drop** | `broken` | `touch` |  |  | yes |  |" in text
    assert "  off --> broken: drop\n  on --> broken: drop\n  broken --> [*]" in text
    assert "Begins as `off`. Ends as `broken`." in text


def test_sorted_and_the_same_each_time() -> None:
    text = machines_markdown([UNIT, LAMP])
    assert text.index("## lamp") < text.index("## unit")
    assert text == machines_markdown([LAMP, UNIT])


def test_end_states() -> None:
    assert end_states(LAMP) == ("broken",)
    assert end_states(UNIT) == ("disposed",)


def test_a_machine_that_never_ends() -> None:
    moves = (
        Move(Lamp.OFF, "light", Lamp.ON, May.TOUCH),
        Move((Lamp.ON, Lamp.BROKEN), "quench", Lamp.OFF, May.TOUCH),
    )
    assert "It never ends." in machines_markdown([Machine("lamp", Lamp, Lamp.OFF, moves)])
