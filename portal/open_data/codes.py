"""Permissions of the open figures."""

from __future__ import annotations

from enum import StrEnum


class Permission(StrEnum):
    """What anyone may do with open figures."""

    READ = "read"
