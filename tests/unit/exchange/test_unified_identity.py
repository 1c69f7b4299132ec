"""The client of the unified identity platform against the simulated provider, fault by fault."""

from __future__ import annotations

import json
import logging
import time
from base64 import urlsafe_b64decode
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc.jwk import RSAKey

from portal.exchange import InProcess, OpenIdPlatform, PlatformAgreement
from portal.exchange import unified_identity as subject
from portal.exchange.simulator import DEMO_CLIENT, PlatformClient, PlatformFault, create_simulator
from portal.identity import Proven
from portal.kernel.errors import Refused, Unavailable
from tests.intake import HUANG, WEI
from tests.platform import AtPlatform, answer_of, path_of

ISSUER = "http://simulator.invalid/identity"


@pytest.fixture(scope="module")
def world() -> InProcess:
    return InProcess(create_simulator(size=0))


@pytest.fixture
def platform(world: InProcess) -> OpenIdPlatform:
    """A client that knows nothing yet; the provider as it should be."""
    world.admin.identity(fault="none")
    return made(world)


def made(world: InProcess, **more: Any) -> OpenIdPlatform:
    agreement = {
        "issuer": ISSUER, "id": DEMO_CLIENT.id, "back": DEMO_CLIENT.back, "left": DEMO_CLIENT.left,
        "secret": DEMO_CLIENT.secret, **more,
    }  # fmt: skip
    transport = httpx.WSGITransport(app=world.world)
    return OpenIdPlatform(PlatformAgreement(**agreement), transport=transport)


def walk(world: InProcess, platform: OpenIdPlatform, fault: str = "none") -> Proven:
    departure = platform.depart()
    back = AtPlatform(world.world).sign_in(departure.url, HUANG, fault)
    return platform.arrive(departure.kept, answer_of(back))


def test_the_platform_names_a_person(world: InProcess, platform: OpenIdPlatform) -> None:
    assert walk(world, platform) == Proven(HUANG.id_number, HUANG.name, HUANG.phone)


def test_what_is_asked_is_a_code_with_pkce_state_and_nonce(platform: OpenIdPlatform) -> None:
    departure = platform.depart()
    asked = answer_of(departure.url)
    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert asked["code_challenge"] == create_s256_code_challenge(departure.kept["verifier"])
    assert (asked["state"], asked["nonce"]) == (departure.kept["state"], departure.kept["nonce"])
    assert departure.kept["verifier"] not in departure.url
    assert asked["redirect_uri"] == DEMO_CLIENT.back
    again = platform.depart()
    assert not set(again.kept.values()) & set(departure.kept.values())


def test_nothing_personal_is_in_an_address_or_a_log(
    world: InProcess, platform: OpenIdPlatform, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    departure = platform.depart()
    back = AtPlatform(world.world).sign_in(departure.url, HUANG)
    proven = platform.arrive(departure.kept, answer_of(back))
    seen = departure.url + back + platform.leave() + caplog.text + repr(proven) + repr(departure)
    for secret in (HUANG.id_number, HUANG.name, HUANG.phone, DEMO_CLIENT.secret):
        assert secret not in seen


WRONG = {
    "wrong_nonce": "nonce",
    "expired": "exp",
    "not_yet": "iat",
    "stale": "stale",
    "wrong_audience": "aud",
    "more_audiences": "aud",
    "wrong_party": "azp",
    "wrong_issuer": "iss",
    "alg_none": "unsupported_algorithm",
    "shared_secret": "unsupported_algorithm",
    "unknown_kid": "invalid_key_id",
    "forged": "bad_signature",
    "other_token": "at_hash",
    "other_subject": "sub",
    "no_number": "claims",
    "garbage": "decode_error",
}


@pytest.mark.parametrize("fault", WRONG)
def test_a_wrong_answer_proves_nobody(
    world: InProcess, platform: OpenIdPlatform, fault: str
) -> None:
    with pytest.raises(Refused, match="platform_answer_wrong") as refused:
        walk(world, platform, fault)
    assert refused.value.facts["why"] == WRONG[fault]
    assert walk(world, platform).name == HUANG.name, "the next sign-in is not spoilt by it"


def test_every_fault_is_tried() -> None:
    tried = {*WRONG, "none", "down", "weak_grade"}
    assert tried == {fault.value for fault in PlatformFault}


@pytest.mark.parametrize(
    ("seconds", "taken"), [(-59, True), (-62, False), (300 + 59, True), (300 + 61, False)]
)
def test_clocks_may_differ_by_a_minute(
    world: InProcess, seconds: int, taken: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = time.time()
    monkeypatch.setattr(time, "time", lambda: theirs)  # it stands still, however slow the walk
    agreement = PlatformAgreement(
        ISSUER, DEMO_CLIENT.id, DEMO_CLIENT.back, DEMO_CLIENT.left, secret=DEMO_CLIENT.secret
    )
    transport = httpx.WSGITransport(app=world.world)
    shifted = OpenIdPlatform(agreement, transport=transport, clock=lambda: theirs + seconds)
    if taken:
        assert walk(world, shifted).name == HUANG.name
    else:
        with pytest.raises(Refused, match="platform_answer_wrong"):
            walk(world, shifted)


def test_an_agreed_grade_has_to_be_there(world: InProcess) -> None:
    strict = made(world, grade="real-name")
    assert answer_of(strict.depart().url)["acr_values"] == "real-name"
    assert walk(world, strict).name == HUANG.name
    with pytest.raises(Refused) as refused:
        walk(world, strict, "weak_grade")
    assert refused.value.facts["why"] == "acr"
    assert walk(world, made(world), "weak_grade").name == HUANG.name, "unless none was agreed"


def test_claims_may_be_called_otherwise(world: InProcess) -> None:
    with pytest.raises(Refused) as refused:
        walk(world, made(world, id_claim="sfzh"))
    assert refused.value.facts["why"] == "claims"


# --- what the browser brings ------------------------------------------------------------


@pytest.fixture
def arrived(world: InProcess, platform: OpenIdPlatform) -> tuple[dict[str, str], dict[str, str]]:
    departure = platform.depart()
    back = AtPlatform(world.world).sign_in(departure.url, HUANG)
    return departure.kept, answer_of(back)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"state": "another"}, "state"),
        ({"state": ""}, "state"),
        ({"iss": "https://elsewhere.invalid"}, "iss"),
        ({"code": ""}, "error"),
        ({"code": "made-up"}, "token"),
        ({"error": "invalid_request"}, "error"),
    ],
)
def test_an_altered_answer_is_refused(
    platform: OpenIdPlatform, arrived: Any, change: dict[str, str], why: str
) -> None:
    kept, answer = arrived
    with pytest.raises(Refused) as refused:
        platform.arrive(kept, {**answer, **change})
    assert refused.value.facts["why"] == why


def test_a_code_works_once(platform: OpenIdPlatform, arrived: Any) -> None:
    kept, answer = arrived
    assert platform.arrive(kept, answer).name == HUANG.name
    with pytest.raises(Refused):
        platform.arrive(kept, answer)


def test_a_stolen_code_is_worth_nothing_without_the_verifier(
    platform: OpenIdPlatform, arrived: Any
) -> None:
    kept, answer = arrived
    thief = platform.depart().kept
    with pytest.raises(Refused) as refused:
        platform.arrive({**thief, "state": kept["state"]}, answer)
    assert refused.value.facts["why"] == "token"


def test_turning_back_at_the_platform_is_no_fault(
    world: InProcess, platform: OpenIdPlatform
) -> None:
    departure = platform.depart()
    back = AtPlatform(world.world).choose(departure.url, "stop").location
    with pytest.raises(Refused, match="platform_stopped"):
        platform.arrive(departure.kept, answer_of(back))


def test_a_platform_that_says_it_is_down_is_silent(platform: OpenIdPlatform) -> None:
    kept = platform.depart().kept
    told = {"state": kept["state"], "error": "temporarily_unavailable"}
    with pytest.raises(Unavailable, match="platform_silent"):
        platform.arrive(kept, told)


# --- keys ------------------------------------------------------------------------------


def test_keys_rotate_under_way(world: InProcess, platform: OpenIdPlatform) -> None:
    walk(world, platform)
    for _ in range(2):
        world.admin.identity(rotate=True)
        subject_forgets(platform)
        assert walk(world, platform).name == HUANG.name


def subject_forgets(platform: OpenIdPlatform) -> None:
    """Half a minute passes since the keys were asked for again."""
    platform._again_at -= subject.ASK_KEYS_AGAIN_SECONDS


def test_made_up_key_names_do_not_make_us_ask_again_and_again(
    world: InProcess, platform: OpenIdPlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    real = platform._json
    monkeypatch.setattr(platform, "_json", lambda url, *a: (asked.append(url), real(url, *a))[1])
    for _ in range(4):
        with pytest.raises(Refused):
            walk(world, platform, "unknown_kid")
    assert sum(url.endswith("/jwks") for url in asked) == 2, "once at first, once again"


# --- silence and strange documents -------------------------------------------------------


def test_a_platform_that_is_down_is_asked_three_times_then_left_alone(
    world: InProcess, platform: OpenIdPlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.admin.identity(fault="down")
    asked: list[str] = []
    real = platform._json
    monkeypatch.setattr(platform, "_json", lambda url, *a: (asked.append(url), real(url, *a))[1])
    for _ in range(6):
        with pytest.raises(Unavailable, match="platform_silent"):
            platform.depart()
    assert len(asked) == 3
    assert platform.leave() == ""


def test_going_down_between_leaving_and_coming_back(
    world: InProcess, platform: OpenIdPlatform, arrived: Any
) -> None:
    kept, answer = arrived
    world.admin.identity(fault="down")
    with pytest.raises(Unavailable, match="platform_silent"):
        platform.arrive(kept, answer)


def answering(answer: Callable[[httpx.Request], httpx.Response]) -> OpenIdPlatform:
    agreement = PlatformAgreement(
        "https://id.example", "anju", "https://anju.example/b", "https://anju.example/l", secret="s"
    )
    return OpenIdPlatform(agreement, transport=httpx.MockTransport(answer))


DOCUMENT = {
    "issuer": "https://id.example",
    "authorization_endpoint": "https://id.example/a",
    "token_endpoint": "https://id.example/t",
    "jwks_uri": "https://id.example/k",
    "userinfo_endpoint": "https://id.example/u",
}


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, json={**DOCUMENT, "issuer": "https://other.example"}),
        httpx.Response(200, json={**DOCUMENT, "token_endpoint": "http://id.example/t"}),
        httpx.Response(200, json={**DOCUMENT, "jwks_uri": None}),
        httpx.Response(200, json=["no", "document"]),
        httpx.Response(200, text="<html>Bad gateway</html>"),
        httpx.Response(302, headers={"Location": "https://elsewhere.example"}),
        httpx.Response(404),
        httpx.Response(500),
    ],
)
def test_a_strange_description_is_not_believed(answer: httpx.Response) -> None:
    with pytest.raises(Unavailable, match="platform_silent"):
        answering(lambda request: answer).depart()


def test_a_slow_platform_is_silent() -> None:
    def slow(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("late", request=request)

    with pytest.raises(Unavailable, match="platform_silent"):
        answering(slow).depart()


def test_a_proper_description_is_read_once() -> None:
    asked: list[str] = []

    def told(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        return httpx.Response(200, json=DOCUMENT)

    platform = answering(told)
    for _ in range(3):
        assert platform.depart().url.startswith("https://id.example/a?")
    assert asked == ["/.well-known/openid-configuration"]
    assert platform.leave() == "", "no place to sign out is no fault"


# --- the provider, which has to refuse as a real one does --------------------------------


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "profile"}, "invalid_scope"),
        ({"code_challenge": ""}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"nonce": ""}, "invalid_request"),
    ],
)
def test_the_provider_refuses_a_weak_request(
    world: InProcess, platform: OpenIdPlatform, change: dict[str, str], error: str
) -> None:
    asked = {**answer_of(platform.depart().url), **change}
    answer = AtPlatform(world.world).browser.get("/identity/authorize", query_string=asked)
    assert answer_of(answer.location)["error"] == error


@pytest.mark.parametrize("change", [{"client_id": "x"}, {"redirect_uri": "https://evil.example"}])
def test_the_provider_sends_nobody_to_a_stranger(
    world: InProcess, platform: OpenIdPlatform, change: dict[str, str]
) -> None:
    asked = {**answer_of(platform.depart().url), **change}
    answer = AtPlatform(world.world).browser.get("/identity/authorize", query_string=asked)
    assert answer.status_code == 400
    assert "Location" not in answer.headers


def test_the_provider_wants_the_clients_secret(world: InProcess) -> None:
    with pytest.raises(Refused) as refused:
        walk(world, made(world, secret="guessed"))
    assert refused.value.facts["why"] == "token"


def test_the_provider_knows_a_visitor_again_until_they_sign_out(
    world: InProcess, platform: OpenIdPlatform
) -> None:
    there, departure = AtPlatform(world.world), platform.depart()
    there.sign_in(departure.url, WEI)
    again = there.choose(departure.url, "known")
    assert platform.arrive(departure.kept, answer_of(again.location)).name == WEI.name
    left = path_of(platform.leave())
    assert "也在这里退出" in there.browser.get(left).get_data(as_text=True)
    assert there.browser.post(left).location == DEMO_CLIENT.left
    assert there.choose(departure.url, "known").status_code == 422
    elsewhere = left.replace("sign-in", "elsewhere")
    assert "Location" not in there.browser.post(elsewhere).headers


def test_a_client_may_prove_itself_by_a_key() -> None:
    key = RSAKey.generate_key(2048)
    client = PlatformClient(
        DEMO_CLIENT.id, back=DEMO_CLIENT.back, left=DEMO_CLIENT.left,
        key=key.as_pem(private=False).decode(),
    )  # fmt: skip
    world = InProcess(create_simulator(size=0, client=client))
    by_key = made(world, secret="", key=key.as_pem(private=True).decode())
    assert walk(world, by_key).name == HUANG.name
    for other in ({}, {"key": RSAKey.generate_key(2048).as_pem(private=True).decode()}):
        with pytest.raises(Refused):
            walk(world, made(world, **other))


def test_the_id_token_carries_nothing_personal(world: InProcess, platform: OpenIdPlatform) -> None:
    departure = platform.depart()
    back = answer_of(AtPlatform(world.world).sign_in(departure.url, HUANG))
    form = {
        "grant_type": "authorization_code", "code": back["code"],
        "redirect_uri": DEMO_CLIENT.back, "code_verifier": departure.kept["verifier"],
    }  # fmt: skip
    answer = AtPlatform(world.world).browser.post(
        "/identity/token", data=form, auth=(DEMO_CLIENT.id, DEMO_CLIENT.secret)
    )
    token = answer.get_json()["id_token"]
    body = token.split(".")[1]
    claims = json.loads(_decoded(body))
    assert set(claims) == {
        "iss", "sub", "aud", "azp", "iat", "exp", "auth_time", "nonce", "acr", "at_hash",
    }  # fmt: skip
    assert answer.headers["Cache-Control"] == "no-store"
    assert urlsplit(claims["iss"]).path == "/identity"


def _decoded(part: str) -> bytes:
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))
