"""Who may do what to an application: the one table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from portal.applications.codes import Permission, State
from portal.kernel.access import (
    Table,
    able,
    anyone,
    has_role,
    own,
    sees,
    staff,
    within_reach,
)
from portal.kernel.act import Channel, Kind, Role, Who
from portal.kernel.levels import Ability, Field
from portal.kernel.regions import covers

REVIEWERS = (
    Role.WINDOW_CLERK, Role.CIVIL_AFFAIRS, Role.DISTRICT_REVIEWER, Role.CITY_OFFICER,
)  # fmt: skip
DECIDERS = (Role.DISTRICT_REVIEWER, Role.CITY_OFFICER)
READERS = (*REVIEWERS, Role.AUDITOR)
SIGHTED = (Role.WINDOW_CLERK, Role.DISTRICT_REVIEWER)


def named(who: Who, thing: Any) -> bool:
    """One of the adults the application is about (the applicant included)."""
    adults: Iterable[str] = getattr(thing, "adults", ()) or getattr(thing, "people", ())
    return who.kind is Kind.RESIDENT and who.uid in set(adults) and within_reach(who, thing)


def nothing_yet(who: Who, thing: Any) -> bool:
    """No application at all is meant: the page then says so, and the link to it shows."""
    return thing is None or bool(getattr(thing, "nothing", False))


def came_to_window(who: Who, thing: Any) -> bool:
    """The file was opened at a window, so a clerk carries it on for the person."""
    return getattr(thing, "channel", "") == Channel.WINDOW


def still_a_draft(who: Who, thing: Any) -> bool:
    """Nothing was handed in yet."""
    return getattr(thing, "state", "") == State.DRAFT


def of_my_city(who: Who, thing: Any) -> bool:
    """The whole city's, and the duty lies within that city."""
    return who.duty is not None and (thing is None or covers(thing.city, who.duty.region))


def in_its_city(who: Who, thing: Any) -> bool:
    """Any counter of the thing's city: people come to the one nearest to them."""
    region = who.duty.region if who.duty else ""
    return thing is not None and (covers(thing.city, region) or covers(region, thing.city))


def of_one_of_them(who: Who, thing: Any) -> bool:
    """One of the files lies within the duty's region (no thing: nothing to compare)."""
    if who.duty is None:
        return False
    return thing is None or any(covers(who.duty.region, place) for place in thing.places)


def between_cities(who: Who, thing: Any) -> bool:
    """What lies within one city is that city's to look at."""
    return thing is None or bool(thing.across_cities)


PERMISSIONS: Table = {
    Permission.START: ((anyone,),),
    Permission.FILL: ((own, able(Ability.FILL_DRAFT)), (*staff(*SIGHTED), came_to_window)),
    Permission.SUBMIT: (
        (own, able(Ability.SUBMIT)), (*staff(*SIGHTED), came_to_window),
    ),
    Permission.SEE_STAGE: (
        (named, sees(Field.STAGE)), (nothing_yet, sees(Field.STAGE)),
    ),
    Permission.SEE_OWN: ((named, sees(Field.OWN_FACTS)),),
    Permission.AGREE_AS_CO: (
        (own, able(Ability.SIGN_COMMITMENT)), (has_role(*SIGHTED), in_its_city),
    ),
    Permission.TAKE_OVER: ((own, able(Ability.SIGN_COMMITMENT)),),
    Permission.WITHDRAW: ((own, able(Ability.WITHDRAW)), staff(*SIGHTED)),
    Permission.ANSWER_SUPPLEMENT: ((own, able(Ability.ANSWER_SUPPLEMENT)), staff(*SIGHTED)),
    Permission.SAY_WRONG: (
        (named, able(Ability.ANSWER_SUPPLEMENT)), (*staff(*SIGHTED), came_to_window),
    ),
    Permission.GIVE_PAPERS: ((named, able(Ability.ANSWER_SUPPLEMENT)), staff(*SIGHTED)),
    Permission.SEE_OWN_PAPERS: ((own, sees(Field.OWN_FACTS)),),
    Permission.SEE_PAPERS: (staff(*READERS),),
    Permission.CHECK_PAPERS: (staff(*REVIEWERS),),
    Permission.FORGET_PAPERS: (),
    Permission.OBJECT: ((able(Ability.OBJECT),), staff(Role.WINDOW_CLERK)),
    Permission.TAKE_OBJECTION: (staff(Role.WINDOW_CLERK),),
    Permission.SEE_NOTICES: ((anyone,),),
    Permission.SEE_CASELOAD: (staff(*READERS),),
    Permission.SEE_LATE: (staff(*DECIDERS),),
    # A list that leaves the house is for those who answer for the whole of it.
    Permission.EXPORT_CASELOAD: (staff(*DECIDERS, Role.AUDITOR),),
    Permission.SEE_CASE: (staff(*READERS),),
    Permission.SERVE_AT_WINDOW: (staff(*SIGHTED),),
    Permission.ACCEPT: (staff(*REVIEWERS),),
    Permission.ASK: (staff(*REVIEWERS),),
    Permission.ENTRUST: (staff(*REVIEWERS),),
    Permission.REPORT_BACK: (staff(*REVIEWERS),),
    Permission.PASS_STAGE: (staff(*REVIEWERS),),
    Permission.SEND_BACK: (staff(*REVIEWERS),),
    Permission.APPROVE: (staff(*DECIDERS),),
    Permission.REFUSE: (staff(*DECIDERS),),
    Permission.ASK_REEXAMINATION: ((own, able(Ability.OBJECT)), staff(*SIGHTED)),
    Permission.REEXAMINE: (staff(*DECIDERS),),
    Permission.HEAR_OBJECTION: (staff(*REVIEWERS),),
    Permission.ASSIGN: (staff(*REVIEWERS),),
    Permission.AFTER_CHECK: (staff(*DECIDERS),),
    Permission.SEE_AFTER_CHECKS: (staff(*DECIDERS, Role.AUDITOR, Role.REGION_SUPERVISOR),),
    Permission.SEE_CHECK_DRAW: (
        staff(Role.AUDITOR, Role.REGION_SUPERVISOR, Role.CITY_OFFICER),
        (has_role(*DECIDERS), of_my_city),
    ),
    Permission.SETTLE_ITEM: (staff(*REVIEWERS),),
    Permission.SEE_DUPLICATES: (
        (has_role(*DECIDERS, Role.AUDITOR), of_one_of_them),
        (has_role(Role.REGION_SUPERVISOR), of_one_of_them, between_cities),
    ),
    Permission.SETTLE_DUPLICATE: ((has_role(*DECIDERS), of_one_of_them),),
    # Too few files are left: the house closes the set itself.
    Permission.CLOSE_DUPLICATE: (),
    Permission.SEE_ASKED: ((sees(Field.OWN_FACTS),),),
    Permission.LIST: ((has_role(Role.CITY_OFFICER),),),
    Permission.END: (
        (own, still_a_draft), staff(Role.DISTRICT_REVIEWER, Role.CITY_OFFICER, Role.DECISION_MAKER),
    ),
}  # fmt: skip
