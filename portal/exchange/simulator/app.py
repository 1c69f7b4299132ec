"""The simulated outside world as a Flask app of its own (own process, or in process)."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from flask import Flask, Response
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from portal.applications import Outcome, Source
from portal.exchange.contract import moment_on, requested_fields
from portal.exchange.signing import SigningKey
from portal.exchange.simulator.changes import change
from portal.exchange.simulator.desk import Desk, FaultMode, Problem, garbage, reply
from portal.exchange.simulator.lies import SOMEBODY_ELSE, contradicting
from portal.exchange.simulator.notices import PAGE, Mailbox, add_notices
from portal.exchange.simulator.platform import MOUNT, create_platform
from portal.exchange.simulator.population import DEFAULT_SEED, Population
from portal.exchange.simulator.provider import PlatformClient
from portal.exchange.simulator.tills import add_bank, add_sms
from portal.exchange.simulator.world import world
from portal.exchange.transport import SignedChannel

DEMO_KEY = SigningKey("anju-demo", b"demo only: this secret is printed in the source")
DEMO_CLIENT = PlatformClient(
    "anju",
    back="http://localhost/sign-in/platform/back",
    left="http://localhost/sign-in",
    secret="demo only: this secret is printed in the source",  # noqa: S106
)
_LARGEST_BODY = 20 * 1024 * 1024
_YEARS = range(1900, 2200)


def create_simulator(
    seed: int = DEFAULT_SEED,
    faults: Mapping[str, str] | None = None,
    *,
    keys: Mapping[str, SigningKey] | None = None,
    slow_seconds: float = 3.0,
    dawdle: Callable[[], None] | None = None,
    size: int | None = None,
    push: SignedChannel | None = None,
    notices_per_page: int = PAGE,
    issuer: str = "http://simulator.invalid" + MOUNT,
    client: PlatformClient = DEMO_CLIENT,
) -> Flask:
    """Departments, bank, SMS gateway and identity platform over a city made from ``seed``.

    ``faults`` maps a source (also "bank", "sms") to slow, down, garbage, contradicting or
    wrong_person; ``slow_seconds`` is how late a slow source is, ``dawdle`` what it does instead
    of waiting; ``size`` the number of generated families. What happens to people is told through
    ``push``, if there is one, and can be read at night. The platform is mounted at ``/identity``,
    which ``issuer`` has to be the address of.
    """
    app = Flask("anju-simulator", static_folder=None, template_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = _LARGEST_BODY
    if dawdle is not None:
        # A caller in this process hears what ``dawdle`` raises, not a page about it.
        app.config["PROPAGATE_EXCEPTIONS"] = True
    desk = Desk(
        keys or {DEMO_KEY.id: DEMO_KEY}, faults or {}, dawdle or (lambda: time.sleep(slow_seconds))
    )
    population = Population(seed, size)
    app.before_request(desk.admit)
    app.register_error_handler(Problem, lambda p: reply({"code": p.code}, p.status))
    _add_departments(app, desk, population)
    mailbox = Mailbox(push, notices_per_page)
    _add_admin(app, desk, population, mailbox)
    add_notices(app, desk, mailbox)
    add_bank(app, desk)
    add_sms(app, desk)
    platform = create_platform(desk, population, issuer, client)
    app.wsgi_app = DispatcherMiddleware(app.wsgi_app, {MOUNT: platform})  # type: ignore[method-assign]
    return app


def _add_departments(app: Flask, desk: Desk, population: Population) -> None:
    @app.post("/v1/<source>/query")
    def query(source: str) -> Response:
        try:
            asked = Source(source)
        except ValueError as error:
            raise Problem(400, "bad_request") from error
        body = desk.body("Question")
        if set(body["fields"]) != set(requested_fields(asked)):
            raise Problem(400, "bad_fields")
        mode = desk.suffer(source)
        if mode is FaultMode.GARBAGE:
            return garbage()
        subject, on = body["subject"], _day(body["on"])
        outcome, values = population.answer(
            asked,
            number=subject["id_number"],
            name=subject["name"],
            phone=subject.get("phone"),
            on=on,
        )
        if mode is FaultMode.CONTRADICTING:
            outcome, values = contradicting(asked, (outcome, values), on)
        token = SOMEBODY_ELSE if mode is FaultMode.WRONG_PERSON else subject["token"]
        return reply(
            {
                "source": source,
                "subject": token,
                "result": outcome.value,
                "values": values,
                "as_of": moment_on(on).isoformat(),
                "valid_until": _valid_until(asked, outcome, on),
            }
        )


def _day(text: str) -> date:
    """A day within anybody's memory; no register goes further."""
    day = date.fromisoformat(text)
    if day.year not in _YEARS:
        raise Problem(400, "bad_request")
    return day


def _valid_until(source: Source, outcome: Outcome, on: date) -> str | None:
    if outcome not in (Outcome.HIT, Outcome.NO_HIT):
        return None
    days: int = world()["validity"][source.value]
    return (on + timedelta(days=days)).isoformat()


def _add_admin(app: Flask, desk: Desk, population: Population, mailbox: Mailbox) -> None:
    @app.post("/admin/faults")
    def fault() -> Response:
        body = desk.body("Fault")
        desk.set_fault(body["source"], body["mode"])
        return Response(status=204)

    @app.post("/admin/persons/<token>/changes")
    def changes(token: str) -> Response:
        body: dict[str, Any] = desk.body("Change")
        person = population.by_token(token)
        if person is None:
            raise Problem(404, "no_person")
        _day(body["on"])
        change(population, person, body)
        mailbox.tell(person, body)
        return Response(status=204)
