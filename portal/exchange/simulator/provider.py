"""The simulated unified identity platform's memory: clients, codes, tokens, keys, faults."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import threading
import time
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core.util import create_half_hash
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet, RSAKey

from portal.exchange.simulator.people import Person

ALGORITHM = "ES256"
GRADE = "real-name"
CODE_SECONDS, TOKEN_SECONDS = 60, 300
_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


class PlatformFault(StrEnum):
    """What the platform gets wrong, for one sign-in or for all."""

    NONE = "none"
    WRONG_NONCE = "wrong_nonce"
    EXPIRED = "expired"
    NOT_YET = "not_yet"
    STALE = "stale"
    WRONG_AUDIENCE = "wrong_audience"
    MORE_AUDIENCES = "more_audiences"
    WRONG_PARTY = "wrong_party"
    WRONG_ISSUER = "wrong_issuer"
    WEAK_GRADE = "weak_grade"
    ALG_NONE = "alg_none"
    SHARED_SECRET = "shared_secret"  # noqa: S105 - a fault's name
    UNKNOWN_KID = "unknown_kid"
    FORGED = "forged"
    OTHER_TOKEN = "other_token"  # noqa: S105
    OTHER_SUBJECT = "other_subject"
    NO_NUMBER = "no_number"
    GARBAGE = "garbage"
    DOWN = "down"


@dataclass(frozen=True)
class PlatformClient:
    """Who may send people here, and where they may be sent back to.

    ``key`` is a public key (PEM): such a client proves itself by ``private_key_jwt``.
    """

    id: str
    back: str
    left: str
    secret: str = field(default="", repr=False)
    key: str = ""


@dataclass
class Code:
    """An authorization code: bound to client, address, challenge and nonce; works once."""

    client: str
    back: str
    nonce: str
    challenge: str
    person: Person
    fault: PlatformFault
    at: float


class Denied(Exception):
    """A refusal in OAuth's own words (RFC 6749 §5.2)."""

    def __init__(self, error: str, status: int = 400) -> None:
        super().__init__(error)
        self.error = error
        self.status = status


class Provider:
    """Issues codes and tokens (thread-safe). Keys are made when first needed."""

    def __init__(self, issuer: str, client: PlatformClient) -> None:
        self.issuer = issuer
        self.client = client
        self.fault = PlatformFault.NONE
        self._codes: dict[str, Code] = {}
        self._tokens: dict[str, tuple[float, Code]] = {}
        self._visits: dict[str, Person] = {}
        self._keys: list[ECKey] = []
        self._seen: set[str] = set()
        self._lock = threading.Lock()

    # --- keys -------------------------------------------------------------------------

    def _signing(self) -> ECKey:
        with self._lock:
            if not self._keys:
                self._keys = [_new_key()]
            return self._keys[0]

    def rotate(self) -> None:
        """Sign with a new key from now on; the last one stays published for what is under way."""
        with self._lock:
            self._keys = [_new_key(), *self._keys[:1]]

    def jwks(self) -> dict[str, Any]:
        """The public keys."""
        self._signing()
        with self._lock:
            keys: list[Any] = list(self._keys)
        return dict(KeySet(keys).as_dict(private=False))

    # --- who sits at this browser -------------------------------------------------

    def remember(self, person: Person) -> str:
        """A visit at the platform; what its cookie holds."""
        visit = secrets.token_urlsafe(24)
        with self._lock:
            self._visits[visit] = person
        return visit

    def visitor(self, visit: str) -> Person | None:
        """Who signed in here before with this browser."""
        with self._lock:
            return self._visits.get(visit)

    def forget(self, visit: str) -> None:
        """Sign out of the platform."""
        with self._lock:
            self._visits.pop(visit, None)

    # --- the code flow -----------------------------------------------------------------

    def grant(self, asked: dict[str, str], person: Person, fault: PlatformFault) -> str:
        """A code for what was asked."""
        code = secrets.token_urlsafe(32)
        with self._lock:
            self._codes[code] = Code(
                asked["client_id"], asked["redirect_uri"], asked["nonce"],
                asked["code_challenge"], person, fault, time.time(),
            )  # fmt: skip
        return code

    def exchange(self, form: dict[str, str], basic: tuple[str, str] | None) -> dict[str, Any]:
        """Tokens for a code. Raises ``Denied``."""
        client = self._authenticated(form, basic)
        with self._lock:
            code = self._codes.pop(form.get("code", ""), None)
        if form.get("grant_type") != "authorization_code":
            raise Denied("unsupported_grant_type")
        if (
            code is None
            or time.time() - code.at > CODE_SECONDS
            or (code.client, code.back) != (client, form.get("redirect_uri"))
            or not _proves(code.challenge, form.get("code_verifier", ""))
        ):
            raise Denied("invalid_grant")
        fault = code.fault if code.fault is not PlatformFault.NONE else self.fault
        access = secrets.token_urlsafe(32)
        with self._lock:
            self._tokens[access] = (time.time(), code)
        return {
            "access_token": access,
            "token_type": "Bearer",
            "expires_in": TOKEN_SECONDS,
            "id_token": self._id_token(code, access, fault),
        }

    def _authenticated(self, form: dict[str, str], basic: tuple[str, str] | None) -> str:
        if self.client.key:
            return self._by_assertion(form)
        given = basic or ("", "")
        wanted = (self.client.id, self.client.secret)
        right = all(
            hmac.compare_digest(one.encode(), other.encode())
            for one, other in zip(given, wanted, strict=True)
        )
        if not right or not self.client.secret:
            raise Denied("invalid_client", 401)
        return self.client.id

    def _by_assertion(self, form: dict[str, str]) -> str:
        """``private_key_jwt``: addressed to us, not stale, never twice (RFC 7523)."""
        try:
            if form.get("client_assertion_type") != _ASSERTION:
                raise Denied("invalid_client", 401)
            key = RSAKey.import_key(self.client.key)
            told = jwt.decode(form.get("client_assertion", ""), key, algorithms=["RS256"]).claims
        except (JoseError, ValueError) as error:
            raise Denied("invalid_client", 401) from error
        with self._lock:
            first = told.get("jti") not in self._seen
            self._seen.add(str(told.get("jti")))
        ours = told.get("iss") == told.get("sub") == self.client.id
        meant = told.get("aud") in (f"{self.issuer}/token", [f"{self.issuer}/token"])
        if not (ours and meant and first and told.get("exp", 0) > time.time()):
            raise Denied("invalid_client", 401)
        return self.client.id

    def _id_token(self, code: Code, access: str, fault: PlatformFault) -> str:
        now = int(time.time())
        claims: dict[str, Any] = {
            "iss": self.issuer,
            "sub": self.subject(code.person),
            "aud": self.client.id,
            "azp": self.client.id,
            "iat": now,
            "exp": now + TOKEN_SECONDS,
            "auth_time": now,
            "nonce": code.nonce,
            "acr": GRADE,
            "at_hash": create_half_hash(access, ALGORITHM).decode(),
        }
        claims |= _spoilt(fault, now, self.client.id)
        if fault is PlatformFault.GARBAGE:
            return "no.token.at-all"
        if fault is PlatformFault.ALG_NONE:
            return _unsigned(claims)
        if fault is PlatformFault.SHARED_SECRET:
            return _by_shared_secret(claims, self._signing())
        signer = self._signing()
        if fault in (PlatformFault.UNKNOWN_KID, PlatformFault.FORGED):
            stranger = _new_key()
            kid = stranger.kid if fault is PlatformFault.UNKNOWN_KID else signer.kid
            return jwt.encode({"alg": ALGORITHM, "kid": kid}, claims, stranger, [ALGORITHM])
        return jwt.encode({"alg": ALGORITHM, "kid": signer.kid}, claims, signer, [ALGORITHM])

    def subject(self, person: Person) -> str:
        """Our name for a person towards this client: says nothing, means nothing elsewhere."""
        text = f"{self.client.id}:{person.token}"
        return hashlib.blake2b(text.encode(), key=b"anju-platform", digest_size=16).hexdigest()

    def userinfo(self, access: str) -> dict[str, Any]:
        """What was agreed to be told: name, ID number, checked phone. Raises ``Denied``."""
        with self._lock:
            at, code = self._tokens.get(access, (0.0, None))
        if code is None or time.time() - at > TOKEN_SECONDS:
            raise Denied("invalid_token", 401)
        person = code.person
        fault = code.fault if code.fault is not PlatformFault.NONE else self.fault
        subject = self.subject(person)
        told: dict[str, Any] = {
            "sub": subject[::-1] if fault is PlatformFault.OTHER_SUBJECT else subject,
            "name": person.name,
            "id_number": person.id_number,
        }
        if fault is PlatformFault.NO_NUMBER:
            del told["id_number"]
        if person.phone:
            told |= {"phone_number": person.phone, "phone_number_verified": True}
        return told


def _new_key() -> ECKey:
    return ECKey.generate_key("P-256", {"use": "sig", "alg": ALGORITHM}, auto_kid=True)


def _proves(challenge: str, verifier: str) -> bool:
    """PKCE (RFC 7636), S256 only."""
    if not 43 <= len(verifier) <= 128 or not verifier.isascii():
        return False
    return hmac.compare_digest(create_s256_code_challenge(verifier), challenge)


def _spoilt(fault: PlatformFault, now: int, client: str) -> dict[str, Any]:
    """Claims as a broken or hostile platform would write them."""
    table: dict[PlatformFault, dict[str, Any]] = {
        PlatformFault.WRONG_NONCE: {"nonce": secrets.token_urlsafe(32)},
        PlatformFault.EXPIRED: {"exp": now - 120, "iat": now - 420},
        PlatformFault.NOT_YET: {"iat": now + 600, "exp": now + 900},
        PlatformFault.STALE: {"iat": now - 3600},
        PlatformFault.WRONG_AUDIENCE: {"aud": "somebody-else"},
        PlatformFault.MORE_AUDIENCES: {"aud": [client, "somebody-else"]},
        PlatformFault.WRONG_PARTY: {"azp": "somebody-else"},
        PlatformFault.WRONG_ISSUER: {"iss": "https://elsewhere.invalid"},
        PlatformFault.WEAK_GRADE: {"acr": "phone-only"},
        PlatformFault.OTHER_TOKEN: {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"},
    }
    return table.get(fault, {})


def _segment(value: Any) -> str:
    text = json.dumps(value, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(text).decode().rstrip("=")


def _unsigned(claims: dict[str, Any]) -> str:
    return f"{_segment({'alg': 'none', 'typ': 'JWT'})}.{_segment(claims)}."


def _by_shared_secret(claims: dict[str, Any], key: ECKey) -> str:
    """HS256 with the published key as the secret: the old trick of mixing up algorithms."""
    head = _segment({"alg": "HS256", "typ": "JWT", "kid": key.kid})
    body = f"{head}.{_segment(claims)}"
    mac = hmac.new(key.as_pem(private=False), body.encode(), hashlib.sha256).digest()
    return f"{body}.{base64.urlsafe_b64encode(mac).decode().rstrip('=')}"
