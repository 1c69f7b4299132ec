"""Words of notices from departments: kinds, files, states, what a person made of them."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from portal.exchange.codes import NoticeKind, Outcome, State, Subject, Way

NAV_NOTICES = _l("Department notices")

REFUSALS: dict[str, LazyString] = {
    "notice_differs": _l("A notice of this number came before and said something else."),
    "notices_pulled_meanwhile": _l("The departments' notices are being fetched already."),
    "departments_silent": _l("The departments did not answer. They are asked again."),
    "notice_outcome": _l("Choose what came of it."),
    "notice_say_why": _l("Write down what you found and what you did."),
}

KINDS: dict[str, LazyString] = {
    NoticeKind.DEATH: _l("Death"),
    NoticeKind.HOME_BOUGHT: _l("Home bought"),
    NoticeKind.HOME_SOLD: _l("Home sold"),
    NoticeKind.INCOME_CHANGED: _l("Income changed"),
    NoticeKind.MARRIAGE: _l("Marriage registered"),
    NoticeKind.DIVORCE: _l("Divorce"),
    NoticeKind.BIRTH: _l("Birth"),
    NoticeKind.GRADUATION: _l("Graduation"),
    NoticeKind.VEHICLE_BOUGHT: _l("Vehicle bought"),
    NoticeKind.BENEFIT_GRANTED: _l("Help granted elsewhere"),
    NoticeKind.HUKOU_MOVED: _l("Hukou moved"),
}

SOURCES: dict[str, LazyString] = {
    "hukou": _l("Police: household register"),
    "vehicle": _l("Police: vehicles"),
    "residence_permit": _l("Police: residence permits"),
    "marriage": _l("Civil affairs: marriage register"),
    "assistance": _l("Civil affairs: social assistance"),
    "income": _l("Income and asset check"),
    "education": _l("Education records"),
    "property": _l("Real-estate register"),
    "benefits": _l("Housing-assistance records"),
}

WAYS: dict[str, LazyString] = {
    Way.PUSH: _l("sent to us"),
    Way.PULL: _l("fetched at night"),
}

SUBJECTS: dict[str, LazyString] = {
    Subject.APPLICATION: _l("Application"),
    Subject.ENTRY: _l("Place on the waiting list"),
    Subject.LEASE: _l("One of our homes"),
    Subject.AGREEMENT: _l("A housing subsidy"),
}

STATES: dict[str, tuple[str, LazyString]] = {
    State.OPEN: ("need", _l("To be looked at")),
    State.ASKING: ("open", _l("Register is being asked")),
    State.HANDED_ON: ("hand", _l("Goes on elsewhere")),
    State.UNCHANGED: ("ended", _l("Nothing differs")),
    State.SETTLED: ("good", _l("Notice settled")),
}

LED_TO: dict[str, LazyString] = {
    State.OPEN: _l("Somebody has to look at the file. Nothing was changed by the notice."),
    State.ASKING: _l("Nothing has changed yet. The register's answer counts, not the notice."),
    State.UNCHANGED: _l("The register says what was judged already. The file goes on."),
    State.SETTLED: _l("A colleague has looked at it."),
}

OUTCOMES: dict[str, LazyString] = {
    Outcome.ACTED: _l("Dealt with in the file"),
    Outcome.NO_CONSEQUENCE: _l("Nothing follows from it"),
    Outcome.WRONG_NOTICE: _l("The notice or the register was wrong"),
}

PEOPLE: dict[str, LazyString] = {
    "died": _l("%(name)s died on %(day)s, as the household register says."),
    "married": _l("%(name)s married somebody who is not in the household."),
    "parted": _l("%(name)s is divorced."),
    "left": _l("%(name)s is no longer in the applicant's hukou."),
    "joined": _l("The hukou now names somebody who is not in the household."),
}

STEPS: dict[str, LazyString] = {
    "begin": _l("Notice came"),
    "same": _l("Nothing differs"),
    "open": _l("Put on the desk"),
    "hand_on": _l("Handed on"),
    "settle": _l("Notice settled"),
}
