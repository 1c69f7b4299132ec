"""Sign-in through the region's unified identity platform: OpenID Connect, code flow with PKCE.

Authlib builds the requests and checks the ID token's claims, joserfc its signature. Nothing
personal is in an address: name and ID number come from the userinfo endpoint, over our own
connection.
"""

from __future__ import annotations

import hmac
import logging
import secrets
import threading
import time
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx
from authlib.common.errors import AuthlibBaseError
from authlib.oauth2.auth import ClientAuth
from authlib.oauth2.client import OAuth2Client
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from portal.exchange.breaker import Breaker
from portal.exchange.transport import TIMEOUT_SECONDS, Silent
from portal.identity import Departure, Proven
from portal.kernel.errors import Refused, Unavailable

log = logging.getLogger(__name__)

ALGORITHMS = ("RS256", "PS256", "ES256")
"""Signatures with a public key only: "none" and shared secrets are no proof of who signed."""
LEEWAY_SECONDS = 60
"""How far two clocks may differ."""
OLDEST_SECONDS = 600
"""An answer older than this belongs to an earlier sign-in."""
KNOWN_SECONDS = 3600
ASK_KEYS_AGAIN_SECONDS = 30
_NEEDED = ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint")


@dataclass(frozen=True)
class PlatformAgreement:
    """What was agreed with the platform when this house was registered there.

    ``key`` is a private key (PEM) for ``private_key_jwt``; without it ``secret`` is used.
    ``grade`` is the ``acr`` that means "identity checked", if the platform tells grades apart.
    """

    issuer: str
    id: str
    back: str
    left: str
    secret: str = field(default="", repr=False)
    key: str = field(default="", repr=False)
    grade: str = ""
    id_claim: str = "id_number"
    name_claim: str = "name"


class _Auth(httpx.Auth, ClientAuth):  # type: ignore[misc]
    """Authlib's client authentication as httpx wants it."""

    requires_request_body = True

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        url, headers, body = self.prepare(  # type: ignore[no-untyped-call]
            request.method, str(request.url), request.headers, request.content.decode()
        )
        headers["Content-Length"] = str(len(body.encode()))
        yield httpx.Request(
            request.method, url, headers=headers, content=body, extensions=request.extensions
        )


class _OAuth(OAuth2Client):  # type: ignore[misc]
    client_auth_class = _Auth


class _Wrong(Exception):
    """What came back does not hold; ``why`` names the check, never a value."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class OpenIdPlatform:
    """Answers ``identity.IdentityPlatform`` (one instance serves many threads).

    Each request has ``timeout`` seconds; a platform that is down is left alone for a while.
    """

    def __init__(
        self,
        agreement: PlatformAgreement,
        *,
        timeout: float = TIMEOUT_SECONDS,
        transport: httpx.BaseTransport | None = None,
        breaker: Breaker | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._client = agreement
        self._http = httpx.Client(
            timeout=timeout, transport=transport, trust_env=False, follow_redirects=False
        )
        self._breaker = breaker or Breaker()
        self._clock = clock
        self._lock = threading.Lock()
        self._document: dict[str, Any] = {}
        self._keys: KeySet | None = None
        self._read_at = self._keys_at = self._again_at = -KNOWN_SECONDS * 1.0

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()

    def depart(self) -> Departure:
        """Where to go, with fresh state, nonce and PKCE verifier."""
        document = self._asked(self._discover)
        kept = {name: secrets.token_urlsafe(32) for name in ("state", "nonce", "verifier")}
        more = {"acr_values": self._client.grade} if self._client.grade else {}
        url, _state = self._oauth().create_authorization_url(
            document["authorization_endpoint"],
            state=kept["state"],
            code_verifier=kept["verifier"],
            nonce=kept["nonce"],
            **more,
        )
        return Departure(url, kept)

    def arrive(self, kept: Mapping[str, str], answer: Mapping[str, str]) -> Proven:
        """Check the answer, exchange the code, check the token, ask who it is."""
        try:
            self._fits(kept, answer)
            found: Proven = self._asked(lambda: self._exchange(kept, answer["code"]))
            return found
        except _Wrong as wrong:
            log.warning("unified identity: answer refused: %s", wrong.why)
            raise Refused("platform_answer_wrong", why=wrong.why) from None

    def leave(self) -> str:
        """The platform's own sign-out, which asks the person and comes back to us.

        Without an ``id_token_hint``: a token would stand in addresses and logs.
        """
        try:
            end = self._asked(self._discover).get("end_session_endpoint")
        except Unavailable:
            return ""
        if not end:
            return ""
        ours = {"client_id": self._client.id, "post_logout_redirect_uri": self._client.left}
        return f"{end}?{urlencode(ours)}"

    # --- what the browser brought ------------------------------------------------

    def _fits(self, kept: Mapping[str, str], answer: Mapping[str, str]) -> None:
        if not hmac.compare_digest(answer.get("state", "").encode(), kept["state"].encode()):
            raise _Wrong("state")
        # RFC 9207: a code of another platform is not tried on this one.
        if answer.get("iss", self._client.issuer) != self._client.issuer:
            raise _Wrong("iss")
        if answer.get("error") == "access_denied":
            raise Refused("platform_stopped")
        if answer.get("error") in ("temporarily_unavailable", "server_error"):
            raise Unavailable("platform_silent")
        if answer.get("error") or not answer.get("code"):
            raise _Wrong("error")

    # --- what the platform says -----------------------------------------------------

    def _exchange(self, kept: Mapping[str, str], code: str) -> Proven:
        document = self._discover()
        oauth = self._oauth(document)
        try:
            token = oauth.fetch_token(
                document["token_endpoint"], code=code, code_verifier=kept["verifier"],
                grant_type="authorization_code", redirect_uri=self._client.back,
            )  # fmt: skip
        except (AuthlibBaseError, ValueError) as error:
            raise _Wrong("token") from error
        access = token.get("access_token")
        if not access or str(token.get("token_type", "")).lower() != "bearer":
            raise _Wrong("token")
        claims = self._claims(str(token.get("id_token", "")), kept["nonce"], str(access))
        return self._person(document, str(access), claims["sub"])

    def _claims(self, token: str, nonce: str, access: str) -> CodeIDToken:
        try:
            read = self._opened(token)
            claims = CodeIDToken(
                read.claims,
                read.header,
                options={
                    "iss": {"essential": True, "value": self._client.issuer},
                    "aud": {"essential": True, "value": self._client.id},
                    "sub": {"essential": True},
                    "nonce": {"essential": True},
                },
                params={"nonce": nonce, "client_id": self._client.id, "access_token": access},
            )
            now = int(self._clock())
            claims.validate(now=now, leeway=LEEWAY_SECONDS)
        except JoseError as error:
            raise _Wrong(getattr(error, "claim", "") or error.error) from error
        except (TypeError, ValueError, KeyError) as error:
            raise _Wrong("garbage") from error
        self._strictly(claims, now)
        return claims

    def _strictly(self, claims: CodeIDToken, now: int) -> None:
        """What the library leaves to us: no other audience, not stale, identity checked."""
        if claims["aud"] not in (self._client.id, [self._client.id]):
            raise _Wrong("aud")
        if claims["iat"] < now - OLDEST_SECONDS:
            raise _Wrong("stale")
        if self._client.grade and claims.get("acr") != self._client.grade:
            raise _Wrong("acr")

    def _opened(self, token: str) -> jwt.Token:
        """The token, its signature checked; an unknown key may be a new one, asked for once."""
        try:
            return jwt.decode(token, self._known_keys(), algorithms=ALGORITHMS)
        except InvalidKeyIdError:
            return jwt.decode(token, self._known_keys(afresh=True), algorithms=ALGORITHMS)

    def _person(self, document: Mapping[str, Any], access: str, subject: str) -> Proven:
        who = self._json(document["userinfo_endpoint"], {"Authorization": f"Bearer {access}"})
        # Another subject's answer would sign one person in as another.
        if who.get("sub") != subject:
            raise _Wrong("sub")
        number, name = who.get(self._client.id_claim), who.get(self._client.name_claim)
        if not (isinstance(number, str) and number and isinstance(name, str) and name):
            raise _Wrong("claims")
        phone = who.get("phone_number")
        checked = who.get("phone_number_verified") is True and isinstance(phone, str)
        return Proven(number, name, str(phone) if checked else "")

    # --- asking ------------------------------------------------------------------------

    def _oauth(self, document: Mapping[str, Any] | None = None) -> OAuth2Client:
        mine, by_key = self._client, bool(self._client.key)
        oauth = _OAuth(  # type: ignore[no-untyped-call]
            self._http,
            client_id=mine.id,
            client_secret=mine.key or mine.secret,
            token_endpoint_auth_method="private_key_jwt" if by_key else "client_secret_basic",
            scope="openid profile phone",
            redirect_uri=mine.back,
            code_challenge_method="S256",
        )
        if by_key and document:
            oauth.register_client_auth_method(PrivateKeyJWT(document["token_endpoint"]))  # type: ignore[no-untyped-call]
        return oauth

    def _asked(self, question: Callable[[], Any]) -> Any:
        """Ask, unless the platform has just been down; silence is ``Unavailable``."""
        if not self._breaker.allows():
            raise Unavailable("platform_silent")
        try:
            found = question()
        except (Silent, httpx.HTTPError) as error:
            self._breaker.failed()
            log.warning("unified identity: %s", getattr(error, "code", type(error).__name__))
            raise Unavailable("platform_silent") from None
        except _Wrong:
            self._breaker.succeeded()
            raise
        except BaseException:
            self._breaker.failed()
            raise
        self._breaker.succeeded()
        return found

    def _discover(self) -> dict[str, Any]:
        """The platform's own description; what is of another issuer is not believed."""
        with self._lock:
            now = time.monotonic()
            if self._document and now - self._read_at < KNOWN_SECONDS:
                return self._document
        found = self._json(f"{self._client.issuer}/.well-known/openid-configuration")
        wanted = urlsplit(self._client.issuer).scheme
        places = [found.get(name) for name in _NEEDED]
        if found.get("issuer") != self._client.issuer or not all(
            isinstance(place, str) and urlsplit(place).scheme == wanted for place in places
        ):
            raise Silent("another issuer")
        with self._lock:
            self._document, self._read_at = found, now
        return found

    def _known_keys(self, *, afresh: bool = False) -> KeySet:
        with self._lock:
            now = time.monotonic()
            rests = now - self._again_at < ASK_KEYS_AGAIN_SECONDS
            if self._keys and (rests if afresh else now - self._keys_at < KNOWN_SECONDS):
                return self._keys
            self._again_at = now if afresh else self._again_at
        told = self._json(self._discover()["jwks_uri"])
        try:
            keys = KeySet.import_key_set(told)  # type: ignore[arg-type]
        except (JoseError, KeyError, TypeError, ValueError) as error:
            raise Silent("garbage") from error
        with self._lock:
            self._keys, self._keys_at = keys, now
        return keys

    def _json(self, url: str, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
        answer = self._http.get(url, headers=headers)
        if answer.status_code != 200:
            raise Silent(f"status_{answer.status_code}")
        try:
            found = answer.json()
        except ValueError as error:
            raise Silent("garbage") from error
        if not isinstance(found, dict):
            raise Silent("garbage")
        return found
