"""The simulated outside world as a Flask app of its own (own process, or in process)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from flask import Flask, Response
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from portal.applications import Outcome, Source
from portal.exchange.contract import moment_on, requested_fields
from portal.exchange.signing import SigningKey
from portal.exchange.simulator.changes import change
from portal.exchange.simulator.desk import Desk, FaultMode, Problem, garbage, reply
from portal.exchange.simulator.people import Values
from portal.exchange.simulator.platform import MOUNT, create_platform
from portal.exchange.simulator.population import DEFAULT_SEED, Population
from portal.exchange.simulator.provider import PlatformClient
from portal.exchange.simulator.tills import add_bank, add_sms
from portal.exchange.simulator.world import world

DEMO_KEY = SigningKey("anju-demo", b"demo only: this secret is printed in the source")
DEMO_CLIENT = PlatformClient(
    "anju",
    back="http://localhost/sign-in/platform/back",
    left="http://localhost/sign-in",
    secret="demo only: this secret is printed in the source",  # noqa: S106
)
_LARGEST_BODY = 20 * 1024 * 1024


def create_simulator(
    seed: int = DEFAULT_SEED,
    faults: Mapping[str, str] | None = None,
    *,
    keys: Mapping[str, SigningKey] | None = None,
    slow_seconds: float = 3.0,
    size: int | None = None,
    issuer: str = "http://simulator.invalid" + MOUNT,
    client: PlatformClient = DEMO_CLIENT,
) -> Flask:
    """Departments, bank, SMS gateway and identity platform over a city made from ``seed``.

    ``faults`` maps a source (also "bank", "sms") to slow, down, garbage or contradicting;
    ``slow_seconds`` is how late a slow source is; ``size`` the number of generated families.
    The platform is mounted at ``/identity``, which ``issuer`` has to be the address of.
    """
    app = Flask("anju-simulator", static_folder=None, template_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = _LARGEST_BODY
    desk = Desk(keys or {DEMO_KEY.id: DEMO_KEY}, faults or {}, slow_seconds)
    population = Population(seed, size)
    app.before_request(desk.admit)
    app.register_error_handler(Problem, lambda p: reply({"code": p.code}, p.status))
    _add_departments(app, desk, population)
    _add_admin(app, desk, population)
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
        subject, on = body["subject"], date.fromisoformat(body["on"])
        outcome, values = population.answer(
            asked,
            number=subject["id_number"],
            name=subject["name"],
            phone=subject.get("phone"),
            on=on,
        )
        if mode is FaultMode.CONTRADICTING:
            outcome, values = _contradict(asked, outcome, values)
        return reply(
            {
                "source": source,
                "subject": subject["token"],
                "result": outcome.value,
                "values": values,
                "as_of": moment_on(on).isoformat(),
                "valid_until": _valid_until(asked, outcome, on),
            }
        )


def _valid_until(source: Source, outcome: Outcome, on: date) -> str | None:
    if outcome not in (Outcome.HIT, Outcome.NO_HIT):
        return None
    days: int = world()["validity"][source.value]
    return (on + timedelta(days=days)).isoformat()


def _contradict(source: Source, outcome: Outcome, values: Values) -> tuple[Outcome, Values]:
    """The hukou register claims a hit but names somebody else; the others say "conflict"."""
    if source is Source.HUKOU and outcome is Outcome.HIT:
        return Outcome.HIT, {**values, "name": values["name"] + "某"}
    return Outcome.CONFLICT, values


def _add_admin(app: Flask, desk: Desk, population: Population) -> None:
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
        change(population, person, body)
        return Response(status=204)
