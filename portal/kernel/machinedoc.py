"""The documentation page of the state machines, written from their tables. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from portal.kernel.machine import Machine, Move

_HEAD = """# State machines

Written by `flask house machines` from the tables in `portal/*/machine.py`; do not edit by hand.

A move that is not in a table is refused. "Person" marks decisions that the house itself never
makes. Guards are named as in the code; each refuses with a code that the pages explain.
"""
_COLUMNS = ("From", "Verb", "To", "Permission", "Guard", "Event", "Person", "Ground")


def machines_markdown(machines: Iterable[Machine]) -> str:
    """One section per machine, by name: diagram, table of moves, end states."""
    parts = [_HEAD]
    parts += [_section(machine) for machine in sorted(machines, key=lambda one: one.name)]
    return "\n".join(parts)


def _section(machine: Machine) -> str:
    ends = end_states(machine)
    lines = [
        f"## {machine.name}",
        "",
        f"Begins as `{machine.initial.value}`. "
        + (f"Ends as {', '.join(f'`{end}`' for end in ends)}." if ends else "It never ends."),
        "",
        *_diagram(machine, ends),
        "",
        f"| {' | '.join(_COLUMNS)} |",
        f"|{'---|' * len(_COLUMNS)}",
        *(_row(move) for move in machine.moves),
        "",
    ]
    return "\n".join(lines)


def end_states(machine: Machine) -> tuple[str, ...]:
    """States that no move leaves, in the order of the enumeration."""
    left = {source.value for move in machine.moves for source in move.sources}
    return tuple(state.value for state in machine.states if state.value not in left)


def _diagram(machine: Machine, ends: tuple[str, ...]) -> list[str]:
    arrows: dict[tuple[str, str], list[str]] = {}
    for move in machine.moves:
        for source in move.sources:
            arrows.setdefault((source.value, move.target.value), []).append(move.verb)
    return [
        "```mermaid",
        "stateDiagram-v2",
        f"  [*] --> {machine.initial.value}",
        *(f"  {a} --> {b}: {', '.join(verbs)}" for (a, b), verbs in arrows.items()),
        *(f"  {end} --> [*]" for end in ends),
        "```",
    ]


def _row(move: Move) -> str:
    cells = (
        ", ".join(f"`{source.value}`" for source in move.sources),
        f"**{move.verb}**",
        f"`{move.target.value}`",
        f"`{move.permission.value}`",
        f"`{getattr(move.guard, '__name__', 'guard')}`" if move.guard else "",
        f"`{move.event.type()}`" if move.event else "",
        "yes" if move.human else "",
        move.clause,
    )
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"
