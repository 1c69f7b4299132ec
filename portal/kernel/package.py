"""What a package shows the house: its pages, permissions, machines, daily work and words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import click
from flask import Blueprint
from flask_babel.speaklater import LazyString

from portal.kernel.access import Table
from portal.kernel.act import Role
from portal.kernel.daily import Daily
from portal.kernel.machine import Machine


@dataclass(frozen=True)
class NavItem:
    """A destination: shown to those who hold the permission. Audience: public, resident, staff.

    Few links fit beside each other, so the lower ``order`` comes first and the rest goes under
    "More"; for the roles in ``first_for`` it stands before everything else.
    """

    audience: str
    label: LazyString
    endpoint: str
    permission: StrEnum
    order: int = 50
    first_for: tuple[Role, ...] = ()


@dataclass(frozen=True)
class Package:
    """The one object ``app`` asks a door for."""

    name: str
    blueprints: tuple[Blueprint, ...] = ()
    permissions: Table = field(default_factory=dict)
    machines: tuple[Machine, ...] = ()
    daily: tuple[Daily, ...] = ()
    nav: tuple[NavItem, ...] = ()
    words: Mapping[str, LazyString] = field(default_factory=dict)
    commands: tuple[click.Command, ...] = ()
