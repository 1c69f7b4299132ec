"""The people who work in the city: accounts, duties, and who may do what for a place."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from portal import identity
from portal.demo_city.course import Course
from portal.demo_city.plan import COUNTY, REGION, city_plan
from portal.kernel.act import Duty, Kind, Role, Who
from portal.kernel.database import write
from portal.kernel.demo import add_demo_role

DESKS = (Role.WINDOW_CLERK, Role.CIVIL_AFFAIRS, Role.DISTRICT_REVIEWER)
STAFF, COLLEAGUE = "staff", "colleague"


@dataclass
class Offices:
    """Everybody who works: by (role, region), the first one first."""

    people: dict[tuple[Role, str], list[Who]] = field(default_factory=dict)

    def one(self, role: Role, region: str, n: int = 0) -> Who:
        """The n-th person of that role there; where there are fewer, the last one."""
        found = self.people[(role, region)]
        return found[min(n, len(found) - 1)]

    def take(self, who: Who) -> None:
        """Somebody begins."""
        assert who.duty is not None
        self.people.setdefault((who.duty.role, who.duty.region), []).append(who)


class _Hiring:
    def __init__(self, course: Course) -> None:
        self.course = course
        # Hashing takes a quarter of a second; one password is shown for everybody.
        self.password = identity.hash_password(city_plan()["password"])
        self.offices = Offices()
        self.admin: Who | None = None
        self.security: Who | None = None

    def hire(self, login: str, name: str, role: Role, region: str) -> Who:
        course = self.course
        creator = course.by(self.admin) if self.admin else course.system()
        giver = course.by(self.security) if self.security else course.system()
        with write():
            staff = identity.create_staff(
                creator,
                login=login,
                name=name,
                password=self.password,
                totp_secret=city_plan()["totp"],
            )
            duty = identity.give_duty(giver, staff_uid=staff.uid, role=role, region=region)
            who = Who(Kind.STAFF, staff.uid, duty=Duty(duty.uid, role, region), name=name)
        self.offices.take(who)
        return who


def open_offices(course: Course) -> Offices:
    """Administrators first (the house makes them), then everybody else through them."""
    hiring = _Hiring(course)
    found: list[tuple[dict[str, Any], str, Who]] = []
    administrators = [
        (row, STAFF, hiring.hire(row["login"], row["name"], Role(row["code"]), REGION))
        for row in city_plan()["administrator"]
    ]
    hiring.admin = hiring.offices.one(Role.SYSTEM_ADMIN, REGION)
    hiring.security = hiring.offices.one(Role.SECURITY_ADMIN, REGION)
    for row in city_plan()["staff"]:
        who = hiring.hire(row["login"], row["name"], Role(row["code"]), row["region"])
        found.append((row, STAFF, who))
    for row in city_plan()["colleague"]:
        who = hiring.hire(row["login"], row["name"], Role(row["role"]), row["region"])
        found.append(({**row, "code": row["login"]}, COLLEAGUE, who))
    for row in city_plan()["county"]:
        for role, name in zip(DESKS, row["names"], strict=True):
            hiring.hire(f"{role.value}.{row['region']}", name, role, row["region"])
    with write():
        for row, kind, who in [*found, *administrators]:
            assert who.duty is not None
            add_demo_role(
                row["code"],
                kind=kind,
                uid=who.uid,
                duty_uid=who.duty.uid,
                position=row.get("position", "看不到办件" if kind == STAFF else ""),
            )
    return hiring.offices


def second_clerk(offices: Offices, place: str) -> Who:
    """Who enters papers at a window, so that another one can check them."""
    return offices.one(Role.WINDOW_CLERK, place if place == COUNTY else COUNTY, 1)
