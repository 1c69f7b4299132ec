from __future__ import annotations

from flask import Flask

from portal.config import Settings
from portal.exchange import package


def app_in(mode: str, key: str = "k" * 40) -> Flask:
    app = Flask("test")
    app.config["SETTINGS"] = Settings(mode=mode, departments_key=key)
    for command in package.commands:
        app.cli.add_command(command)
    return app


def test_the_simulator_is_not_for_production() -> None:
    result = app_in("production").test_cli_runner().invoke(args=["simulator", "--port", "0"])
    assert result.exit_code == 1
    assert "not for production" in result.output


def test_nothing_happens_to_people_in_production() -> None:
    given = ["happen", "wei-guilan", "buy_home", "area=9000"]
    result = app_in("production").test_cli_runner().invoke(args=given)
    assert result.exit_code == 1
    assert "not for production" in result.output


def test_a_short_secret_is_refused_before_a_port_opens() -> None:
    result = app_in("demo", "short").test_cli_runner().invoke(args=["simulator", "--port", "0"])
    assert isinstance(result.exception, ValueError)
    assert "listens" not in result.output
