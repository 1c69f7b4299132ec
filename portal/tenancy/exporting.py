"""The leases of a region as a table."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import get_locale
from flask_babel import gettext as _

from portal import housing
from portal.households import masked_numbers, people_names
from portal.kernel.money import yuan_text
from portal.kernel.sheets import Row
from portal.tenancy.queries import Lease, leases_page
from portal.tenancy.words import DESK_STATES

CHUNK = 500


def columns() -> tuple[str, ...]:
    """The heads, in the page's language."""
    return (
        _("Lease number"), _("Tenant"), _("ID number"), _("Home"), _("Rent a month (yuan)"),
        _("Starts on"), _("Ends on"), _("State"),
    )  # fmt: skip


def rows(region: str, state: str) -> Iterator[Row]:
    """One row per lease, oldest drafts first."""
    after: str | None = ""
    while after is not None:
        part, after = leases_page(region, state=state or None, after=after or None, size=CHUNK)
        people = {lease.person_uid for lease in part}
        names, numbers = people_names(people), masked_numbers(people)
        units = housing.units({lease.unit_uid for lease in part})
        for lease in part:
            yield _row(lease, names, numbers, units[lease.unit_uid])


def _row(
    lease: Lease, names: dict[str, str], numbers: dict[str, str], unit: housing.UnitCard
) -> Row:
    return (
        lease.number, names.get(lease.person_uid, ""), numbers.get(lease.person_uid, ""),
        unit.label_en if str(get_locale()) == "en" else unit.label,
        yuan_text(lease.rent_fen), lease.starts_on, lease.ends_on,
        str(DESK_STATES[str(lease.state)]),
    )  # fmt: skip
