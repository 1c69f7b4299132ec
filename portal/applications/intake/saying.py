"""What departments answered, in words a resident reads. Codes in, sentences out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.applications.codes import Wish
from portal.eligibility import WHYS as WHYS
from portal.kernel.money import hundredths, yuan_text
from portal.kernel.web.figures import day

TITLES = {
    "hukou": _l("The people at home"),
    "marriage": _l("Marriage"),
    "property": _l("The homes you own"),
    "income": _l("Income last year"),
    "tax": _l("Income declared for tax"),
    "insurance": _l("Work and social insurance"),
    "medical": _l("Medical insurance"),
    "benefits": _l("Other housing help"),
    "vehicle": _l("Vehicles"),
    "business": _l("Businesses"),
    "assistance": _l("Social assistance"),
    "education": _l("Education"),
    "residence_permit": _l("Residence permit"),
    "fund": _l("Housing provident fund"),
    "disability": _l("Disability"),
    "veteran": _l("Service"),
    "health": _l("Serious illness"),
    "court": _l("Court and credit records"),
    "occupation": _l("Work that may put you first"),
    "honour": _l("An honour that may put you first"),
    "orphan": _l("Orphans in need"),
}
"""One section per source on the facts page, in this order; the last three only papers show."""

RELATIONS = {
    "applicant": _l("You"),
    "spouse": _l("spouse"),
    "child": _l("child"),
    "parent": _l("parent"),
    "other": _l("relative"),
}

WISHES = {
    Wish.UNIT: _l("A home"),
    Wish.SUBSIDY: _l("A rent subsidy"),
    Wish.EITHER: _l("Either, whichever comes first"),
}

STATES = {
    "draft": ("draft", _l("Draft")),
    "submitted": ("hand", _l("Handed in")),
    "in_review": ("hand", _l("Being examined")),
    "supplement": ("need", _l("Something of yours is missing")),
    "entrusted": ("open", _l("Being checked on site")),
    "approved": ("good", _l("You qualify")),
    "waitlisted": ("hand", _l("On the waiting list")),
    "agreement": ("good", _l("Subsidy agreed")),
    "refused": ("ended", _l("Not approved")),
    "withdrawn": ("withdrawn", _l("Withdrawn")),
    "ended": ("withdrawn", _l("Over")),
}
"""Family of the tag and its words, per state."""

CLOSED = ("refused", "withdrawn", "ended")

STEPS = {
    "submit": _l("You handed in the application"),
    "accept": _l("We took it on"),
    "ask": _l("We asked for what is missing"),
    "answer": _l("You sent what was missing"),
    "entrust": _l("We asked another office to check"),
    "report_back": _l("The other office answered"),
    "pass_stage": _l("One stage is done"),
    "close_publicity": _l("The public notice came down"),
    "send_back": _l("It goes back one stage"),
    "approve": _l("Approved"),
    "refuse": _l("Not approved"),
    "reopen": _l("It is looked at again"),
    "withdraw": _l("You took it back"),
    "list": _l("Registered on the waiting list"),
    "agree": _l("Subsidy agreement signed"),
    "end": _l("Over"),
}
"""What the timeline says, per verb; what is not here is not shown."""

REQUEST_STEPS = {
    "begin": _l("You asked for a re-examination"),
    "uphold": _l("Re-examined: the refusal does not stand"),
    "dismiss": _l("Re-examined: the refusal stands"),
    "withdraw": _l("You took your request back"),
}
"""The same for a request for re-examination."""

MARRIAGES = {
    "single": _l("never married"),
    "married": _l("married"),
    "divorced": _l("divorced"),
    "widowed": _l("widowed"),
}
CATEGORIES = {
    "dibao": _l("minimum living allowance"),
    "tekun": _l("extreme hardship"),
    "marginal": _l("near the minimum living allowance"),
    "low_income": _l("low income"),
}
EDUCATIONS = {
    "college": _l("college"),
    "bachelor": _l("bachelor"),
    "master": _l("master"),
    "doctor": _l("doctor"),
}
BENEFITS = {
    "prh_lease": _l("a public rental home"),
    "subsidy": _l("a rent subsidy"),
    "welfare_home": _l("a home bought at a welfare price"),
}
USES = {
    "residential": _l("home"),
    "shop": _l("shop"),
    "office": _l("office"),
    "warehouse": _l("warehouse"),
}
VETERANS = {
    "entitled": _l("entitled person"),
    "key_entitled": _l("specially entitled person"),
    "combat": _l("served in combat"),
    "demobilised": _l("demobilised soldier"),
}
OCCUPATIONS = {
    "sanitation": _l("sanitation worker"),
    "bus": _l("public-transport worker"),
    "medic": _l("young medical worker"),
    "teacher": _l("young teacher"),
}
HONOURS = {
    "bravery": _l("honoured for bravery"),
    "contribution": _l("honoured for outstanding contribution"),
    "model_worker": _l("model worker"),
}

MEDICALS = {
    "employee": _l("insured through work"),
    "resident": _l("insured as a resident"),
}
ROLES = {
    "legal_representative": _l("legal representative"),
    "shareholder": _l("shareholder"),
}
RECORDS = {
    "judgment": _l("a final judgment"),
    "dishonest_debtor": _l("on the list of dishonest debtors"),
    "serious_breach": _l("on the list of serious breaches"),
}

Values = Mapping[str, Any]


def english() -> bool:
    """Is the page in English?"""
    return str(get_locale()) == "en"


def _one(table: Mapping[str, Any], code: str) -> str:
    return str(table.get(code, code))


def _day(text: str) -> str:
    return str(day(date.fromisoformat(text)))


def _hukou(v: Values) -> str:
    if v.get("status") == "deceased":
        return _("The register shows a death")
    kind = _("urban hukou") if v.get("kind") == "urban" else _("rural hukou")
    if not v.get("address"):
        return kind
    return _("%(kind)s, %(address)s", kind=kind, address=v["address"])


def _property(v: Values) -> str:
    rights = [r for r in v.get("rights", ()) if not r.get("transferred_on")]
    said = [
        _("%(use)s, %(area)s m², share %(n)s/%(d)s", use=_one(USES, r["use"]),
          area=hundredths(r["area"]), n=r["share"][0], d=r["share"][1])
        for r in rights
    ]  # fmt: skip
    return _("; ").join(said) or _("None in this name")


def _vehicles(v: Values) -> str:
    cars = sum(one["kind"] == "car" for one in v.get("vehicles", ()))
    others = len(v.get("vehicles", ())) - cars
    said = [_("%(n)s car", n=cars)] if cars else []
    said += [_("%(n)s motorcycle", n=others)] if others else []
    return _(", ").join(said) or _("None in this name")


def _business(u: Values) -> str:
    yuan = yuan_text(u["capital_fen"])
    if "role" not in u:
        return _("CNY %(yuan)s of capital", yuan=yuan)
    return _("%(role)s, CNY %(yuan)s of capital", role=_one(ROLES, u["role"]), yuan=yuan)


def _businesses(v: Values) -> str:
    said = [_business(u) for u in v.get("units", ()) if u["status"] == "active"]
    return _("; ").join(said) or _("None in this name")


def _records(v: Values) -> str:
    standing = [_one(RECORDS, r["kind"]) for r in v.get("records", ()) if not r["until"]]
    return _(", ").join(standing) or _("Nothing on record")


def _benefits(v: Values) -> str:
    held = [_one(BENEFITS, b["kind"]) for b in v.get("benefits", ()) if not b.get("until")]
    return _(", ").join(held) or _("None at present")


def _health(v: Values) -> str:
    said = []
    if v.get("major_illness"):
        said.append(_("a serious illness is on record"))
    if v.get("family_planning_special"):
        said.append(_("a family that lost an only child"))
    return _("; ").join(said) or _("Nothing on record")


SAID: dict[str, Callable[[Values], str]] = {
    "hukou": _hukou,
    "marriage": lambda v: _one(MARRIAGES, v.get("status", "")),
    "income": lambda v: _("CNY %(yuan)s a year", yuan=yuan_text(v["annual_fen"])),
    "tax": lambda v: _("CNY %(yuan)s a year", yuan=yuan_text(v["annual_fen"])),
    "property": _property,
    "vehicle": _vehicles,
    "business": _businesses,
    "insurance": lambda v: _(
        "%(run)s months of pension in a row, %(all)s in all",
        run=v["pension_months_continuous"], all=v["pension_months_total"],
    ),
    "medical": lambda v: _one(MEDICALS, v["kind"]),
    "fund": lambda v: _("CNY %(yuan)s is the monthly base", yuan=yuan_text(v["base_fen"])),
    "education": lambda v: _(
        "%(level)s, graduated %(day)s",
        level=_one(EDUCATIONS, v["level"]), day=_day(v["graduated_on"]),
    ),
    "benefits": _benefits,
    "assistance": lambda v: _(
        "%(category)s, until %(day)s",
        category=_one(CATEGORIES, v["category"]), day=_day(v["valid_until"]),
    ),
    "residence_permit": lambda v: _("valid until %(day)s", day=_day(v["until"])),
    "disability": lambda v: _("grade %(grade)s", grade=v["grade"]),
    "veteran": lambda v: _one(VETERANS, v["kind"]),
    "health": _health,
    "court": _records,
    "occupation": lambda v: _one(OCCUPATIONS, v["kind"]),
    "honour": lambda v: _one(HONOURS, v["kind"]),
    "orphan": lambda v: _("yes") if v["orphan"] else _("no"),
}  # fmt: skip

NOTHING = {
    "property": _l("None in this name"),
    "vehicle": _l("None in this name"),
    "business": _l("None in this name"),
    "benefits": _l("None at present"),
}


def said(source: str, outcome: str, values: Values) -> str:
    """One department's answer about one person, in words."""
    if outcome == "conflict":
        return _("The records disagree. We look into it.")
    if outcome == "no_hit" or not values:
        return str(NOTHING.get(source, _l("Nothing on record")))
    return SAID[source](values)
