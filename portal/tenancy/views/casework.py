"""The counter's pages of leases: list, countersign, keys, filing, rent, end."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from portal import housing
from portal.kernel import deadlines
from portal.kernel.access import allowed, has_role
from portal.kernel.act import Act, Role
from portal.kernel.directory import people, staff_names
from portal.kernel.errors import NotYours
from portal.kernel.web.amounts import working_rows
from portal.kernel.web.deeds import Deed, post_deeds
from portal.kernel.web.doors import act, desk_region, needs, who
from portal.kernel.web.export import Export, offer_export
from portal.kernel.web.fields import VersionForm
from portal.tenancy import exporting, words
from portal.tenancy.codes import Clock, Permission, State
from portal.tenancy.forms import EndForm, FilingForm, KeysForm, RentForm
from portal.tenancy.queries import (
    Lease,
    arrears,
    bills_of,
    lease_counts,
    lease_row,
    leases_page,
    names_of,
    owed,
    working_of,
)
from portal.tenancy.rents import take_rent
from portal.tenancy.services import countersign, end_lease, file_lease, hand_over
from portal.tenancy.views import blueprint


def of_lease(uid: str) -> Lease:
    """The lease of the URL."""
    return lease_row(uid)


def _segments(region: str, chosen: str | None) -> list[dict[str, Any]]:
    counts = lease_counts(region)
    return [
        {
            "label": f"{words.DESK_STATES[state.value]} {counts[state.value]}",
            "url": url_for("tenancy.leases", state=state.value),
            "current": chosen == state.value,
        }
        for state in State
    ]


@blueprint.get("/desk/leases")
@needs(Permission.SEE_LEASES)
def leases() -> str:
    """All leases of one's region, by state."""
    chosen = request.args.get("state") or None
    region = desk_region()
    rows, after = leases_page(
        region, state=chosen if chosen in set(State) else None, after=request.args.get("after")
    )
    return render_template(
        "tenancy/leases.html",
        leases=rows,
        after=after,
        chosen=chosen,
        states=words.STATES,
        seg_items=_segments(region, chosen),
        names=people(lease.person_uid for lease in rows),
        units=housing.units([lease.unit_uid for lease in rows]),
        due={
            lease.uid: deadlines.running(Clock.SIGN, lease.uid)
            or deadlines.running(Clock.FILE, lease.uid)
            for lease in rows
        },
        today=act().on,
        english=str(get_locale()) == "en",
        may_export=allowed(who(), Permission.EXPORT_LEASES),
    )


def _leases() -> Export:
    state = request.args.get("state", "")
    state, region = state if state in set(State) else "", desk_region()
    return Export(
        "leases", _("Leases"), exporting.columns(), lambda: exporting.rows(region, state),
        url_for("tenancy.leases", state=state or None), {"state": state},
    )  # fmt: skip


offer_export(blueprint, "/desk/leases/export", Permission.EXPORT_LEASES, _leases)


def _page(lease: Lease, **forms: Any) -> str:
    me, today = who(), act().on
    may = {
        verb.value: allowed(me, verb, lease)
        for verb in (
            Permission.COUNTERSIGN, Permission.HAND_OVER, Permission.FILE, Permission.END,
            Permission.TAKE_RENT,
        )
    }  # fmt: skip
    # The re-check lives above us and asks again itself; here only the button is shown or not.
    may["recheck"] = has_role(Role.CITY_OFFICER)(me, lease) and lease.state == State.OCCUPIED
    unit, bills = housing.unit(lease.unit_uid), bills_of(lease.uid)
    given = {
        "countersign": VersionForm(formdata=None, version=lease.version),
        "keys": KeysForm(formdata=None, version=lease.version),
        "filing": FilingForm(formdata=None, version=lease.version),
        "rent": RentForm(formdata=None),
        "end": EndForm(formdata=None),
        **forms,
    }
    return render_template(
        "tenancy/lease_file.html",
        lease=lease,
        unit=unit,
        address=unit.label_en if str(get_locale()) == "en" else unit.label,
        tag=words.BOTH_SIGNED
        if lease.state == State.SIGNED and lease.countersigned_on
        else words.STATES[str(lease.state)],
        names=names_of(lease),
        staff=staff_names(uid for uid in (lease.countersigned_by, lease.handed_over_by) if uid),
        rows=working_rows(working_of(lease), words.LINES),
        bills=bills,
        kinds=words.BILLS,
        worked={bill.uid: working_rows(bill.lines, words.LINES) for bill in bills},
        late=arrears(lease.uid, today),
        owed=owed(lease),
        end_reasons=words.END_REASONS,
        forms=given,
        problems=[p for form in forms.values() for p in form.problems],
        may=may,
        today=today,
    )


@blueprint.get("/desk/leases/<uid>")
@needs(Permission.SEE_LEASE, of=of_lease, looks="lease")
def lease_file(lease: Lease) -> str:
    """One lease, and what can be done now."""
    return _page(lease)


def _take_rent(act: Act, lease: Lease, form: Any) -> Any:
    bill = form.bill.data or ""
    if bill not in {one.uid for one in bills_of(lease.uid)}:
        raise NotYours("rent_bill")
    return take_rent(act, bill_uid=bill, fen=form.amount.data or 0, method=form.method.data or "")


DEEDS = {
    "countersign": Deed(
        Permission.COUNTERSIGN, VersionForm,
        lambda act, lease, form: countersign(act, lease_uid=lease.uid, version=form.shown),
    ),
    "keys": Deed(
        Permission.HAND_OVER, KeysForm,
        lambda act, lease, form: hand_over(
            act, lease_uid=lease.uid, version=form.shown, keys_handed=form.keys.data or 0
        ),
    ),
    "filing": Deed(
        Permission.FILE, FilingForm,
        lambda act, lease, form: file_lease(
            act, lease_uid=lease.uid, version=form.shown,
            filing_number=form.filing_number.data or "",
        ),
    ),
    "rent": Deed(Permission.TAKE_RENT, RentForm, _take_rent),
    "end": Deed(
        Permission.END, EndForm,
        lambda act, lease, form: end_lease(
            act, lease_uid=lease.uid, reason=form.reason.data or ""
        ),
    ),
}  # fmt: skip

post_deeds(
    blueprint, "/desk/leases/<uid>", "lease", DEEDS, of=of_lease,
    to=lambda lease: url_for("tenancy.lease_file", uid=lease.uid),
    page=lambda lease, segment, form: _page(lease, **{segment: form}),
)  # fmt: skip
