"""The simulated unified identity platform: a real OpenID provider with made-up people.

Discovery, authorize page, token, keys, userinfo and sign-out, mounted at ``/identity`` of the
simulator. What is simulated is said on its pages and in docs/decisions/0012.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, redirect, request
from jinja2 import Environment, FileSystemLoader

from portal.exchange.simulator.cast import cast
from portal.exchange.simulator.desk import Desk, Problem, reply
from portal.exchange.simulator.numbers import age
from portal.exchange.simulator.people import Person
from portal.exchange.simulator.population import Population
from portal.exchange.simulator.provider import (
    ALGORITHM,
    GRADE,
    Denied,
    PlatformClient,
    PlatformFault,
    Provider,
)

MOUNT = "/identity"
DEMO_PASSWORD = "anju-demo"  # noqa: S105 - printed on the page
COOKIE = "simulated_platform"
GROWN = 18
_PAGES = Path(__file__).parent / "pages"
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; frame-ancestors 'none'; "
    "base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
_OPEN_WHEN_DOWN = ("admin", "style")
_FAULTS = {fault.value: fault for fault in PlatformFault}


def create_platform(
    desk: Desk, population: Population, issuer: str, client: PlatformClient
) -> Flask:
    """The provider as an app of its own; ``issuer`` is the address it is mounted at."""
    app = Flask("anju-platform", static_folder=None, template_folder=None)
    provider = Provider(issuer, client)
    pages = Environment(loader=FileSystemLoader(_PAGES), autoescape=True)

    def page(status: int = 200, **given: Any) -> Response:
        shown = pages.get_template("platform.html").render(root=MOUNT, **given)
        return Response(shown, status, content_type="text/html; charset=utf-8")

    @app.before_request
    def broken() -> Response | None:
        if provider.fault is PlatformFault.DOWN and request.endpoint not in _OPEN_WHEN_DOWN:
            return page(503, kind="down")
        return None

    @app.after_request
    def harden(answer: Response) -> Response:
        answer.headers.update(_HEADERS)
        return answer

    app.register_error_handler(Denied, lambda denied: reply({"error": denied.error}, denied.status))
    app.register_error_handler(Problem, lambda p: reply({"code": p.code}, p.status))
    _add_documents(app, provider)
    _add_sign_in(app, provider, population, page)
    _add_tokens(app, provider)
    _add_sign_out(app, provider, page)
    _add_admin(app, provider, desk)
    return app


def _add_documents(app: Flask, provider: Provider) -> None:
    here = provider.issuer
    by_key = bool(provider.client.key)
    document = {
        "issuer": here,
        "authorization_endpoint": f"{here}/authorize",
        "token_endpoint": f"{here}/token",
        "userinfo_endpoint": f"{here}/userinfo",
        "jwks_uri": f"{here}/jwks",
        "end_session_endpoint": f"{here}/sign-out",
        "response_types_supported": ["code"],
        "grant_types_supported": ["authorization_code"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": [ALGORITHM],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": [
            "private_key_jwt" if by_key else "client_secret_basic"
        ],
        "scopes_supported": ["openid", "profile", "phone"],
        "claims_supported": ["sub", "name", "id_number", "phone_number"],
        "acr_values_supported": [GRADE],
        "authorization_response_iss_parameter_supported": True,
    }

    @app.get("/.well-known/openid-configuration")
    def discovery() -> Response:
        return reply(document)

    @app.get("/jwks")
    def jwks() -> Response:
        return reply(provider.jwks())

    @app.get("/style.css")
    def style() -> Response:
        return Response((_PAGES / "platform.css").read_text("utf-8"), content_type="text/css")


def _asked(provider: Provider) -> tuple[dict[str, str], str]:
    """The authorization request, and what is wrong with it in OAuth's words.

    A wrong client or address is told here and not sent anywhere (RFC 6749 §4.1.2.1).
    """
    asked = {name: request.args.get(name, "") for name in (
        "client_id", "redirect_uri", "response_type", "scope", "state", "nonce",
        "code_challenge", "code_challenge_method",
    )}  # fmt: skip
    known = (provider.client.id, provider.client.back)
    if (asked["client_id"], asked["redirect_uri"]) != known:
        raise Problem(400, "unknown_client")
    if asked["response_type"] != "code":
        return asked, "unsupported_response_type"
    if "openid" not in asked["scope"].split():
        return asked, "invalid_scope"
    strict = asked["code_challenge_method"] == "S256" and asked["code_challenge"]
    if not (strict and asked["nonce"] and asked["state"]):
        return asked, "invalid_request"
    return asked, ""


def _add_sign_in(app: Flask, provider: Provider, population: Population, page: Any) -> None:
    today = date.today

    def people() -> list[Person]:
        found = [person for family in cast() for _, person in family.people]
        return [p for p in found if age(p.birth, today()) >= GROWN]

    def back(asked: dict[str, str], **answer: str) -> Response:
        told = {**answer, "state": asked["state"], "iss": provider.issuer}
        target = f"{asked['redirect_uri']}?{urlencode(told)}"
        # Whoever reads 302 after a POST may post again: 303 is a plain "look there".
        return redirect(target, 303)  # type: ignore[return-value]

    def ask(status: int = 200, wrong: bool = False) -> Response:
        return page(  # type: ignore[no-any-return]
            status, kind="sign_in", people=people(), password=DEMO_PASSWORD, wrong=wrong,
            known=provider.visitor(request.cookies.get(COOKIE, "")),
            faults=list(_FAULTS), action=request.full_path,
        )  # fmt: skip

    @app.get("/authorize")
    def authorize() -> Response:
        asked, error = _asked(provider)
        return back(asked, error=error) if error else ask()

    @app.post("/authorize")
    def authorized() -> Response:
        asked, error = _asked(provider)
        how = request.form.get("how", "")
        if error or how == "stop":
            return back(asked, error=error or "access_denied")
        person = _who(provider, population, how)
        if person is None:
            return ask(422, wrong=True)
        fault = _FAULTS.get(request.form.get("fault", ""), PlatformFault.NONE)
        answer = back(asked, code=provider.grant(asked, person, fault))
        answer.set_cookie(
            COOKIE, provider.remember(person), httponly=True, samesite="Lax", path=MOUNT
        )
        return answer


def _who(provider: Provider, population: Population, how: str) -> Person | None:
    if how == "known":
        return provider.visitor(request.cookies.get(COOKIE, ""))
    if how == "chosen":
        return population.by_token(request.form.get("person", ""))
    right = request.form.get("password") == DEMO_PASSWORD
    number = request.form.get("number", "").replace(" ", "").upper()
    return population.by_number(number) if right else None


def _add_tokens(app: Flask, provider: Provider) -> None:
    @app.post("/token")
    def token() -> Response:
        given = request.authorization
        basic = None
        if given is not None and given.type == "basic":
            basic = (given.username or "", given.password or "")
        return reply(provider.exchange(request.form.to_dict(), basic))

    @app.get("/userinfo")
    def userinfo() -> Response:
        kind, _, access = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() != "bearer":
            raise Denied("invalid_token", 401)
        return reply(provider.userinfo(access))


def _add_sign_out(app: Flask, provider: Provider, page: Any) -> None:
    def target() -> str:
        """Where to go afterwards: only to the address the client is registered with."""
        asked = request.args.get("post_logout_redirect_uri", "")
        ours = request.args.get("client_id") == provider.client.id
        return asked if ours and asked == provider.client.left else ""

    @app.get("/sign-out")
    def sign_out() -> Response:
        # Without a token that says whose visit it is, the person is asked (RP-Initiated Logout §2).
        known = provider.visitor(request.cookies.get(COOKIE, ""))
        if known is None and target():
            return redirect(target(), 303)  # type: ignore[return-value]
        return page(kind="sign_out", known=known, action=request.full_path)  # type: ignore[no-any-return]

    @app.post("/sign-out")
    def signed_out() -> Response:
        provider.forget(request.cookies.get(COOKIE, ""))
        answer: Any = redirect(target(), 303) if target() else page(kind="signed_out")
        answer.delete_cookie(COOKIE, path=MOUNT)
        return answer  # type: ignore[no-any-return]


def _add_admin(app: Flask, provider: Provider, desk: Desk) -> None:
    @app.post("/admin")
    def admin() -> Response:
        desk.admit()
        body = request.get_json(force=True, silent=True) or {}
        if "fault" in body:
            provider.fault = _FAULTS[body["fault"]]
        if body.get("rotate"):
            provider.rotate()
        return Response(status=204)
