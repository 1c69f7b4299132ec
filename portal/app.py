"""The house put together: factory, wiring of ports, the packages in the order of a life."""

from __future__ import annotations

import secrets
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from flask import Flask, g
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_wtf import CSRFProtect
from sqlalchemy import inspect

from portal import (
    allocation,
    applications,
    audit,
    credit,
    eligibility,
    exchange,
    exit_review,
    front,
    households,
    housing,
    identity,
    notifications,
    open_data,
    subsidy,
    supervision,
    tenancy,
    waitlist,
)
from portal.cli import install_commands, run_daily
from portal.config import ROOT, Settings, Unsafe, load_settings
from portal.kernel import access, directory
from portal.kernel.crypto import create_key_file, init_crypto, keys_are_demo
from portal.kernel.database import db, prepare_engine, utcnow
from portal.kernel.demo import demo_runs
from portal.kernel.errors import HouseError
from portal.kernel.package import Package
from portal.kernel.web import looks, navigation
from portal.kernel.web.errorpages import refuse, register_words
from portal.kernel.web.sessions import HouseSessions, here
from portal.kernel.web.uploads import init_uploads
from portal.kernel.web.user import load_user
from portal.kernel.worker import Worker
from portal.subscriptions import JOBS, SUBSCRIPTIONS

HOUSE: tuple[Package, ...] = tuple(
    door.package
    for door in (
        identity, households, housing, credit, eligibility, applications, waitlist, allocation,
        tenancy, subsidy, exit_review, supervision, exchange, notifications, open_data, audit,
        front,
    )
)  # fmt: skip

_MAKE_KEYS = "make new ones with: python -m portal.cli keys create <path>"


def create_app(settings: Settings | None = None, **given: Any) -> Flask:
    """Build the application; ``given`` overrides settings (tests)."""
    settings = settings or load_settings(**given)
    app = Flask(
        "portal", root_path=str(ROOT), static_folder="static", template_folder="templates",
        instance_path=str(settings.instance.resolve()),
    )  # fmt: skip
    settings.instance.mkdir(parents=True, exist_ok=True)
    app.config.update(
        SETTINGS=settings,
        DEMO=settings.demo,
        PUBLIC_URL=settings.public_url,
        TESTING=settings.mode == "test",
        SECRET_KEY=settings.secret_key or secrets.token_urlsafe(32),
        SQLALCHEMY_DATABASE_URI=settings.database,
        SQLALCHEMY_ENGINE_OPTIONS={"pool_pre_ping": settings.database.startswith("postgresql")},
        SESSION_COOKIE_NAME="anju",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        MAX_CONTENT_LENGTH=2 * 1024 * 1024,
        MAX_UPLOAD_LENGTH=24 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=256 * 1024,
        WTF_CSRF_TIME_LIMIT=None,
        KEY_FILE=str(settings.keys),
        CRYPTO_SUITE=settings.crypto_suite,
        BLOB_FOLDER=str(settings.instance / "blobs"),
        HSTS=settings.secure_cookies,
    )
    app.session_interface = HouseSessions()
    _open_database(app, settings)
    _open_packages(app)
    _wire_ports(app, settings)
    install_commands(app, HOUSE)
    return app


def _open_database(app: Flask, settings: Settings) -> None:
    db.init_app(app)
    Migrate(app, db, directory=str(ROOT / "migrations"), render_as_batch=True)
    if not settings.keys.exists():
        if settings.mode == "production":
            raise Unsafe(f"no key file {settings.keys.name}; {_MAKE_KEYS}")
        create_key_file(settings.keys, demo=True)
    init_crypto(app)
    with app.app_context():
        if settings.mode == "production" and keys_are_demo():
            raise Unsafe(f"production will not start with demo keys; {_MAKE_KEYS}")
        prepare_engine(db.engine)
        if not settings.demo and settings.mode != "test":
            if inspect(db.engine).has_table("demo_day") and demo_runs():
                raise Unsafe("this database carries demo time; it is not for production")
            db.session.rollback()


def _open_packages(app: Flask) -> None:
    init_uploads(app)
    forms = CSRFProtect(app)
    # Departments sign each request instead; they have neither session nor form.
    forms.exempt(exchange.partners)
    looks.init_look(app)
    login = LoginManager(app)
    login.session_protection = None  # type: ignore[assignment]
    login.request_loader(load_user)
    app.extensions["anju.principal"] = identity.principal_of
    app.extensions["anju.worker"] = Worker(SUBSCRIPTIONS, JOBS, chores=(audit.seal_ready,))
    app.extensions["anju.house"] = HOUSE
    app.register_error_handler(HouseError, refuse)
    for package in HOUSE:
        access.install(package.permissions)
        register_words(package.words)
        for blueprint in package.blueprints:
            app.register_blueprint(blueprint)
    if app.config["DEMO"]:
        app.register_blueprint(front.demo_bp)
        app.extensions["anju.demo_strip"] = front.demo_strip
    app.extensions["anju.daily"] = partial(run_daily, HOUSE)
    navigation.install(app, HOUSE)
    app.before_request(_name_request)


def _wire_ports(app: Flask, settings: Settings) -> None:
    """Connect what is asked below to who answers above (only ``app`` knows both)."""
    directory.wire(app, people=households.people_names, staff=identity.staff_names)
    key = exchange.partner_key(settings.departments_key or secrets.token_urlsafe(32))
    url = settings.departments_url
    app.extensions["anju.facts"] = exchange.HttpFactSource(url, key, on_asked=exchange.record)
    app.extensions["anju.notices"] = exchange.HttpNotices(url, key)
    app.extensions["anju.partners"] = exchange.verifier({key.id: key})
    app.extensions["anju.asked"] = exchange.asked_about
    app.extensions["anju.letters"] = notifications.letters_about
    app.extensions["anju.bank"] = exchange.HttpBank(url, key)
    app.extensions["anju.scanner"] = exchange.Clamd(settings.scanner) if settings.scanner else None
    if settings.demo:
        app.extensions["anju.simulator"] = exchange.SimulatorAdmin(url, key)
    # A demonstration has no night: whoever looks at it late finds its messages all the same.
    app.extensions["anju.post_clock"] = (
        utcnow if settings.mode == "production" else notifications.noon
    )
    app.extensions["anju.mail"] = _mail(settings)
    app.extensions["anju.sms"] = (
        notifications.DemoPhones() if settings.demo else exchange.HttpSms(url, key)
    )
    app.extensions[identity.PLATFORM] = _platform(settings)
    app.extensions["anju.live_at"] = partial(_live_at, app)
    app.extensions[identity.REGISTER] = applications.person_proven
    app.extensions[identity.RENEWAL] = applications.renew_phone


def _platform(settings: Settings) -> identity.IdentityPlatform | None:
    if not settings.issuer:
        return None
    key = Path(settings.identity_key_file).read_text("utf-8") if settings.identity_key_file else ""
    return exchange.OpenIdPlatform(
        exchange.PlatformAgreement(
            issuer=settings.issuer, id=settings.identity_client, secret=settings.platform_secret,
            key=key, back=settings.platform_back, left=settings.platform_left,
            grade=settings.identity_grade, id_claim=settings.identity_id_claim,
            name_claim=settings.identity_name_claim,
        )
    )  # fmt: skip


def _live_at(app: Flask, address: str) -> None:
    """The house learnt only when it is served where people find it."""
    settings = replace(app.config["SETTINGS"], public_url=address)
    app.config.update(SETTINGS=settings, PUBLIC_URL=address)
    app.extensions[identity.PLATFORM] = _platform(settings)


def _mail(settings: Settings) -> identity.MailPort | None:
    if settings.demo:
        return notifications.DemoMailboxes()
    if settings.mode == "test":
        return exchange.MailSink()
    if not settings.mail_host:
        return None
    return exchange.SmtpMail(
        exchange.MailServer(
            settings.mail_host, settings.mail_from, settings.mail_port, settings.mail_security,
            settings.mail_user, settings.mail_password, settings.mail_timeout,
        )
    )  # fmt: skip


def _name_request() -> None:
    g.request_id = secrets.token_hex(8)
    g.signed_in = here().visit is not None
