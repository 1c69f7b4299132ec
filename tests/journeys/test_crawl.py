"""Everyone opens every link they are shown: nothing breaks, and nobody else gets in by address."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from portal.identity import duties_of
from portal.kernel.act import Kind, Role, Who
from portal.kernel.demo import demo_roles
from portal.kernel.levels import Level
from tests.pages import HouseClient, Page
from tests.visits import staff, visit_as

PUBLIC = (
    "/rules",
    "/estates",
    "/rounds",
    "/notices",
    "/waitlist",
    "/data",
    "/method",
    "/windows",
    "/letters/verify",
    "/apply",
    "/check",
    "/static",
    "/sign-in",
    "/staff/sign-in",
    "/staff/code",
)
HERE = ("/", "http://localhost/")
SAME_KIND = 2
"""Pages of one kind each person opens: the first and another."""


def inner(href: str) -> bool:
    return href.startswith("/") and not href.startswith(("//", "/static", "/demo", "/data/"))


def crawl(
    client: HouseClient, start: str, dead: list[str], but: tuple[str, ...] = ()
) -> Iterator[str]:
    """Every page reachable by links, checked as it is seen; addresses without their query."""
    waiting, seen = deque([start]), {start}
    shapes: dict[str, int] = {}
    origin: dict[str, str] = {}
    while waiting and len(seen) < 400:
        url = waiting.popleft()
        answer = client.get(url)
        if answer.location:
            if not answer.location.startswith(HERE):
                continue  # to the identity platform, which is another house
            answer = client.get(url, follow_redirects=True)
        if answer.status_code not in (200, 422):
            dead.append(f"{answer.status_code} {url} from {origin.get(url, start)}")
            continue
        if answer.mimetype != "text/html":
            continue
        page = Page(client, answer, url)
        page.check()
        yield url
        for href, _words in page.read.links:
            target = href.split("#")[0]
            shape = "/".join(p if len(p) < 20 else "<uid>" for p in target.split("?")[0].split("/"))
            if target.startswith(but):
                continue
            if target and inner(target) and target not in seen and shapes.get(shape, 0) < SAME_KIND:
                shapes[shape] = shapes.get(shape, 0) + 1
                seen.add(target)
                origin[target] = url
                waiting.append(target)


def seats(app: Flask) -> Iterator[tuple[str, Who]]:
    for row in demo_roles():
        if row.kind == "resident" and row.uid:
            yield row.code, Who(Kind.RESIDENT, row.uid, level=Level.I2, name=row.code)
        elif row.kind == "staff":
            duty = next(d for d in duties_of(row.uid) if d.uid == row.duty_uid)
            yield row.code, Who(Kind.STAFF, row.uid, duty=duty, name=row.code)


@pytest.mark.long
def test_every_link_leads_somewhere_and_only_for_whom_it_is_meant(
    demo_town: Flask, monkeypatch: Any
) -> None:
    visitor = demo_town.test_client()
    assert isinstance(visitor, HouseClient)
    dead: list[str] = []
    list(crawl(visitor, "/", dead))
    elsewhere = visit_as(demo_town, staff(Role.CITY_OFFICER, "450200"), monkeypatch)
    stranger = visit_as(
        demo_town, Who(Kind.RESIDENT, "nobody-in-particular", level=Level.I2), monkeypatch
    )
    leaks: list[str] = []
    known: dict[tuple[int, str], bool] = {}

    def opens(client: HouseClient, url: str) -> bool:
        key = (id(client), url)
        if key not in known:
            known[key] = client.get(url).status_code == 200
        return known[key]

    for code, who in seats(demo_town):
        client = visit_as(demo_town, who, monkeypatch)
        start = "/my" if who.kind is Kind.RESIDENT else "/staff"
        but = ("/my", "/apply") if who.kind is Kind.STAFF else ("/staff",)
        broken: list[str] = []
        for url in crawl(client, start, broken, but):
            path = url.split("?")[0]
            if path == "/" or path.startswith(PUBLIC):
                continue
            if opens(visitor, url):
                leaks.append(f"{code}: a visitor may open {url}")
            with_uid = any(len(part) >= 20 for part in path.split("/"))
            if with_uid and who.kind is Kind.STAFF and opens(elsewhere, url):
                leaks.append(f"{code}: another city may open {url}")
            if with_uid and opens(stranger, url):
                leaks.append(f"{code}: a stranger may open {url}")
        dead.extend(f"{code}: {line}" for line in broken)
    assert leaks == []
    assert not dead, "\n".join(dead)
