"""What the served house does otherwise than a test client: it is forked from a command."""

from __future__ import annotations

from multiprocessing import get_context
from multiprocessing.connection import Connection

from flask import Flask
from werkzeug.test import Client

from portal.cli import apart


def _three_visitors(app: Flask, heard: Connection) -> None:
    heard.send(["Set-Cookie" in Client(app.wsgi_app).get("/apply/who").headers for _ in range(3)])


def test_requests_share_nothing_with_the_command_they_were_forked_from(app: Flask) -> None:
    """Each visitor gets a session of their own, also where the command has an application open."""
    ours, theirs = get_context("fork").Pipe(duplex=False)
    with app.app_context():
        child = get_context("fork").Process(target=apart, args=(_three_visitors, app, theirs))
        child.start()
    assert ours.poll(60)
    cookies = ours.recv()
    child.join(60)
    assert cookies == [True, True, True]
