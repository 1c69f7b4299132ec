"""Production refuses to start on what a demo left behind, and says what to change."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from portal.app import create_app
from portal.config import ROOT, Unsafe, demo_file, load_settings
from portal.kernel.crypto import create_key_file, init_crypto
from portal.kernel.database import db, utcnow, write
from portal.kernel.demo import set_demo_day
from portal.kernel.keyring import BadKeyFile

SECRET = "a-long-secret-of-this-house-" + "x" * 12


@pytest.fixture(autouse=True)
def _keys_of_the_other_tests(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The keys are the process's: what is tried here is put back."""
    for name in [n for n in os.environ if n.startswith("ANJU_")] + ["DATABASE_URL"]:
        monkeypatch.delenv(name, raising=False)
    yield
    init_crypto(app)


def production(folder: Path, **given: Any) -> Flask:
    values = {"mode": "production", "secret_key": SECRET, "departments_key": "k" * 40, **given}
    return create_app(instance=folder, **values)


@pytest.fixture
def ready(tmp_path: Path) -> Path:
    """An installation with keys of its own."""
    create_key_file(tmp_path / "keys.json", demo=False)
    return tmp_path


def test_a_proper_installation_starts(ready: Path) -> None:
    app = production(ready)
    assert not app.config["DEMO"]
    assert app.config["SESSION_COOKIE_SECURE"]
    assert app.config["HSTS"]
    assert not app.testing
    assert not app.debug


def test_production_is_what_one_gets_without_asking(ready: Path) -> None:
    assert load_settings(instance=ready, secret_key=SECRET).mode == "production"


@pytest.mark.parametrize("secret", ["", "short", "x" * 31])
def test_a_short_secret(ready: Path, secret: str) -> None:
    with pytest.raises(Unsafe, match="secret_key"):
        production(ready, secret_key=secret)


def test_a_secret_just_long_enough(ready: Path) -> None:
    assert production(ready, secret_key="x" * 32).secret_key == "x" * 32


def test_cookies_that_travel_in_the_clear(ready: Path) -> None:
    with pytest.raises(Unsafe, match="secure_cookies"):
        production(ready, secure_cookies=False)


def test_a_mode_nobody_knows(ready: Path) -> None:
    with pytest.raises(Unsafe, match="mode must be one of"):
        production(ready, mode="prod")


def test_no_key_file(tmp_path: Path) -> None:
    with pytest.raises(
        Unsafe, match=r"no key file .*keys\.json.*python -m portal\.cli keys create"
    ):
        production(tmp_path)
    assert not (tmp_path / "keys.json").exists()


def test_keys_of_a_demo(tmp_path: Path) -> None:
    create_key_file(tmp_path / "keys.json", demo=True)
    with pytest.raises(Unsafe, match=r"demo keys.*python -m portal\.cli keys create"):
        production(tmp_path)


@pytest.mark.parametrize("text", ["", "{}", "not json", '{"keys": 3}', "[]"])
def test_a_broken_key_file(tmp_path: Path, text: str) -> None:
    (tmp_path / "keys.json").write_text(text, encoding="utf-8")
    with pytest.raises(BadKeyFile, match="key file cannot be read"):
        production(tmp_path)


def test_a_day_of_demo_time_in_the_database(ready: Path) -> None:
    app = production(ready)
    with app.app_context():
        db.create_all()
        with write():
            set_demo_day(date(2026, 3, 2))
        db.session.remove()
        db.engine.dispose()
    with pytest.raises(Unsafe, match="demo time"):
        production(ready)


def test_the_demos_own_settings_do_not_become_production(tmp_path: Path) -> None:
    (tmp_path / "anju.toml").write_text(demo_file(), encoding="utf-8")
    assert create_app(instance=tmp_path).config["DEMO"]
    with pytest.raises(Unsafe, match="secure_cookies"):
        create_app(instance=tmp_path, mode="production")
    with pytest.raises(Unsafe, match="demo keys"):
        create_app(instance=tmp_path, mode="production", secure_cookies=True)


def test_the_demo_door_is_not_there(ready: Path) -> None:
    app = production(ready)
    assert [r.rule for r in app.url_map.iter_rules() if r.rule.startswith("/demo")] == []
    assert "anju.demo_strip" not in app.extensions
    assert type(app.extensions["anju.sms"]).__name__ != "DemoPhones"
    with app.app_context():
        db.create_all()
    client = app.test_client()
    for path in ("/demo", "/demo/", "/demo/day", "/demo/phones"):
        assert client.get(path).status_code == 404
        assert client.post(path).status_code in (400, 404)


def test_the_test_house_has_no_demo_door_either(app: Flask) -> None:
    assert app.test_client().get("/demo").status_code == 404


def command(folder: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    known = {k: v for k, v in os.environ.items() if not k.startswith("ANJU_")}
    return subprocess.run(
        [sys.executable, "-m", *words], cwd=ROOT, text=True, capture_output=True, check=False,
        env={**known, "ANJU_INSTANCE": str(folder), "ANJU_MODE": "production", **more},
    )  # fmt: skip


def test_keys_are_made_before_there_is_a_house(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    done = command(tmp_path, "portal.cli", "keys", "create", str(path))
    assert done.returncode == 0, done.stderr
    assert path.stat().st_mode & 0o077 == 0
    assert json.loads(path.read_text(encoding="utf-8"))["demo"] is False
    again = command(tmp_path, "portal.cli", "keys", "create", str(path))
    assert again.returncode != 0
    assert "never written over" in again.stderr
    assert "Traceback" not in again.stderr
    production(tmp_path)


def test_the_command_line_says_it_too(tmp_path: Path) -> None:
    done = command(tmp_path, "flask", "--app", "portal.app", "worker", ANJU_SECRET_KEY=SECRET)
    assert done.returncode != 0
    assert "no key file" in done.stderr


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"mail_from": ""}, "mail_from"),
        ({"mail_security": "none"}, "starttls or tls"),
        ({"mail_security": "ssl"}, "starttls, tls or none"),
    ],
)
def test_mail_in_the_clear_or_from_nobody(ready: Path, given: dict[str, str], why: str) -> None:
    with pytest.raises(Unsafe, match=why):
        production(ready, **{"mail_host": "mail.example.com", "mail_from": "a@b.cn", **given})


def test_mail_goes_out_by_smtp_where_a_server_is_named(
    ready: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert production(ready).extensions["anju.mail"] is None
    assert production(ready).extensions["anju.post_clock"] is utcnow, "real nights"
    monkeypatch.setenv("ANJU_MAIL_PORT", "465")
    app = production(ready, mail_host="mail.example.com", mail_from="a@b.cn", mail_security="tls")
    assert type(app.extensions["anju.mail"]).__name__ == "SmtpMail"
    assert app.config["SETTINGS"].mail_port == 465
