"""The demo's people in a few words. Rules are real; people, numbers and amounts are made up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.kernel.act import Role


@dataclass(frozen=True)
class Story:
    """One resident of the demo: who, where they stand (tag), what one can do as them."""

    code: str
    who: Any
    family: str
    label: Any
    hint: Any


STORIES: tuple[Story, ...] = (
    Story("huang-liping", _l("36, family of three"), "draft", _l("Not applied yet"),
          _l("From the first page to the receipt, 10 minutes")),
    Story("huang-zhiqiang", _l("Nong Xiuzhen's husband"), "need", _l("Needs his signature"),
          _l("Agrees and signs with a code of his own")),
    Story("huang-yuzhen", _l("Family of four"), "need", _l("Needs more from her"),
          _l("A vehicle paper is missing; answer the list")),
    Story("lu-wenbin", _l("Single, 33"), "ended", _l("Not approved"),
          _l("See why, and ask for a re-examination")),
    Story("wei-guilan", _l("Household of two"), "hand", _l("Waiting"),
          _l("See the place in the queue and what it is made of")),
    Story("mo-jianjun", _l("Two people, entitled group"), "need", _l("Needs his answer"),
          _l("A home is offered: accept or give it up")),
    Story("qin-meifang", _l("Family of three"), "good", _l("Receives a subsidy"),
          _l("CNY 147.00, worked out line by line")),
    Story("liang-siyuan", _l("Young teacher"), "need", _l("Moving period"),
          _l("Bought a home and has to move out")),
    Story("luo-zhenhua", _l("Family of three"), "need", _l("May answer a charge"),
          _l("Notice about a false promise; say what there is to say")),
    Story("li-xiuying", _l("85, lives alone"), "hand", _l("Comes to the window"),
          _l("No smartphone: everything is done at the counter")),
)  # fmt: skip

DESKS: tuple[tuple[Any, tuple[Role, ...]], ...] = (
    (_l("Intake and review"),
     (Role.WINDOW_CLERK, Role.DISTRICT_REVIEWER, Role.CIVIL_AFFAIRS, Role.CITY_OFFICER)),
    (_l("Money"), (Role.FINANCE_MAKER, Role.FINANCE_APPROVER)),
    (_l("Credit and cases"),
     (Role.ENFORCEMENT, Role.LEGAL_REVIEWER, Role.DECISION_MAKER, Role.CREDIT_OFFICER)),
    (_l("The whole picture"), (Role.AUDITOR, Role.REGION_SUPERVISOR, Role.OPERATOR, Role.NOTARY)),
    (_l("Running the system"), (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)),
)  # fmt: skip
