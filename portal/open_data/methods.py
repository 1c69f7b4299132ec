"""How we work it out: short explanations in plain words, one per topic."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString


@dataclass(frozen=True)
class Method:
    """One explanation: its question, its short answer, and what to know besides."""

    topic: str
    title: LazyString
    answer: LazyString
    points: tuple[LazyString, ...]


METHODS: dict[str, Method] = {
    method.topic: method
    for method in (
        Method(
            "units",
            _l("How do we count homes?"),
            _l("A home counts from the day its title is registered until it is sold or put to "
               "another use."),
            (
                _l("Each home stands in exactly one state: free, reserved, let, handed back, under "
                   "repair or frozen. The state changes only by a recorded step."),
                _l("Homes under construction, or without a registered title, are listed but not "
                   "counted as homes in stock."),
                _l("Figures are counted the moment you open the page; nothing is copied by hand."),
            ),
        ),
        Method(
            "rent",
            _l("How is the rent worked out?"),
            _l("Price for 1 m² a month × floor area, rounded to a fen."),
            (
                _l("The price depends on who owns the estate and on the floor. It comes from the "
                   "published price document named beside it."),
                _l("The example uses 45 m². Your own rent stands in your lease with its working."),
                _l("A number that no published document gives is marked as assumed."),
            ),
        ),
        Method(
            "small-numbers",
            _l("Why does it say “fewer than 5”?"),
            _l("Very small numbers could show who is meant. Counts of people from 1 to 4 are "
               "therefore published as 少于 5 (fewer than 5)."),
            (
                _l("Zero is published as 0."),
                _l("Numbers of homes, areas and prices are published exactly: they tell nothing "
                   "about a person."),
            ),
        ),
        Method(
            "files",
            _l("How do I read the files?"),
            _l("Each table comes as CSV for spreadsheets and as JSON for programs; both hold the "
               "same rows."),
            (
                _l("CSV is UTF-8. A cell that a spreadsheet would take for a formula begins with "
                   "an apostrophe."),
                _l("Money is in fen (a hundredth of a yuan), area in hundredths of a square "
                   "metre, days as 2026-03-02."),
                _l("Column names stay the same. You may use the data freely if you name the "
                   "source and the day."),
            ),
        ),
    )
}  # fmt: skip
