"""Settings: ``instance/anju.toml`` first, then ``ANJU_*`` from the environment.

Without either the mode is ``production``, which refuses to start on anything unsafe.
"""

from __future__ import annotations

import json
import os
import secrets
import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
MODES = ("production", "demo", "test")


class Unsafe(RuntimeError):
    """The app will not start like this; the message says what to change."""


@dataclass(frozen=True)
class Settings:
    """Everything that differs between installations."""

    mode: str = "production"
    instance: Path = ROOT / "instance"
    database_url: str = ""
    secret_key: str = field(default="", repr=False)
    key_file: str = ""
    city: str = "450100"
    public_url: str = ""
    departments_url: str = "http://127.0.0.1:8010"
    departments_key: str = field(default="", repr=False)
    identity_issuer: str = ""
    identity_client: str = "anju"
    identity_secret: str = field(default="", repr=False)
    identity_key_file: str = ""
    identity_grade: str = ""
    identity_id_claim: str = "id_number"
    identity_name_claim: str = "name"
    scanner: str = ""
    """Who looks for viruses: ``tcp://host:port`` or ``unix:/path`` of a clamd; empty: nobody."""
    mail_host: str = ""
    mail_port: int = 587
    mail_security: str = "starttls"
    mail_user: str = ""
    mail_password: str = field(default="", repr=False)
    mail_from: str = ""
    mail_timeout: int = 15
    secure_cookies: bool = True
    crypto_suite: str = "aes"
    password_profile: str = "asvs"  # noqa: S105 - the name of a rule set

    @property
    def demo(self) -> bool:
        """Demo mode: simulated departments, a demo door, demo time."""
        return self.mode == "demo"

    @property
    def database(self) -> str:
        """SQLAlchemy URL; SQLite under ``instance/`` unless told otherwise."""
        url = self.database_url or f"sqlite:///{self.instance / 'anju.db'}"
        for short in ("postgres://", "postgresql://"):
            if url.startswith(short):
                return "postgresql+psycopg://" + url.removeprefix(short)
        return url

    @property
    def issuer(self) -> str:
        """Who proves people for the region; empty: nobody, and no button. A demo has its own.

        Without ``public_url`` a platform would not know where to send people back to.
        """
        own = f"{self.departments_url}/identity" if self.demo and self.platform_secret else ""
        return (self.identity_issuer or own) if self.public_url else ""

    @property
    def platform_secret(self) -> str:
        """The secret shared with the platform; a demo's is the key of its departments."""
        return self.identity_secret or (self.departments_key if self.demo else "")

    @property
    def platform_back(self) -> str:
        """Where the platform sends people back to after signing in."""
        return f"{self.public_url}/sign-in/platform/back"

    @property
    def platform_left(self) -> str:
        """Where the platform sends people back to after signing out."""
        return f"{self.public_url}/sign-in"

    @property
    def keys(self) -> Path:
        """The field-encryption key file."""
        return Path(self.key_file) if self.key_file else self.instance / "keys.json"


def load_settings(**given: Any) -> Settings:
    """Read the file, then the environment, then what the caller gives."""
    instance = Path(given.get("instance") or os.environ.get("ANJU_INSTANCE") or ROOT / "instance")
    values: dict[str, Any] = {}
    path = instance / "anju.toml"
    if path.exists():
        values |= tomllib.loads(path.read_text(encoding="utf-8"))
    for item in fields(Settings):
        raw = os.environ.get(f"ANJU_{item.name.upper()}")
        if raw is not None:
            values[item.name] = json.loads(raw) if item.type in ("bool", "int") else raw
    if os.environ.get("DATABASE_URL"):
        values["database_url"] = os.environ["DATABASE_URL"]
    values |= given
    values["instance"] = instance
    settings = Settings(**values)
    if settings.mode not in MODES:
        raise Unsafe(f"mode must be one of {', '.join(MODES)}, not {settings.mode!r}")
    if settings.mode == "production" and len(settings.secret_key) < 32:
        raise Unsafe("production needs secret_key (32 characters or more) in instance/anju.toml")
    if settings.mode == "production" and not settings.secure_cookies:
        raise Unsafe("production needs secure_cookies = true")
    if settings.identity_issuer:
        _check_platform(settings)
    _check_mail(settings)
    return settings


def _check_platform(settings: Settings) -> None:
    """A sign-in half set up would fail in front of people: better not to start."""
    if not (settings.identity_secret or settings.identity_key_file):
        raise Unsafe("identity_issuer needs identity_secret or identity_key_file")
    if not settings.public_url:
        raise Unsafe("identity_issuer needs public_url: people have to be sent back to it")
    for name in ("identity_issuer", "public_url"):
        address = getattr(settings, name)
        if settings.mode == "production" and not address.startswith("https://"):
            raise Unsafe(f"{name} must begin with https:// in production")
        if address.endswith("/"):
            raise Unsafe(f"{name} must not end with a slash")


def _check_mail(settings: Settings) -> None:
    if not settings.mail_host:
        return
    if settings.mail_security not in ("starttls", "tls", "none"):
        raise Unsafe("mail_security is starttls, tls or none")
    if "@" not in settings.mail_from:
        raise Unsafe("mail_host needs mail_from, the address that mail comes from")
    if settings.mode == "production" and settings.mail_security == "none":
        raise Unsafe("production needs mail_security = starttls or tls")


def demo_file() -> str:
    """The text of a fresh ``instance/anju.toml`` for the demo."""
    return (
        'mode = "demo"\n'
        f'secret_key = "{secrets.token_urlsafe(32)}"\n'
        f'departments_key = "{secrets.token_urlsafe(32)}"\n'
        "secure_cookies = false\n"
    )
