"""The door: dated policy as data, published by two persons, asked through a rulebook."""

from portal.kernel.policy.book import Rulebook, Stage, Text, Value, Version
from portal.kernel.policy.commands import policy_cli
from portal.kernel.policy.kinds import Key, handbook, keys
from portal.kernel.policy.problems import NoRule, PolicyError
from portal.kernel.policy.published import (
    PolicyVersion,
    history,
    latest_version,
    publish,
    publish_sources,
    rulebook,
    rulebook_of,
)
from portal.kernel.policy.sources import ROOT, Source, check_body, problems, read, read_all

__all__ = [
    "ROOT",
    "Key",
    "NoRule",
    "PolicyError",
    "PolicyVersion",
    "Rulebook",
    "Source",
    "Stage",
    "Text",
    "Value",
    "Version",
    "check_body",
    "handbook",
    "history",
    "keys",
    "latest_version",
    "policy_cli",
    "problems",
    "publish",
    "publish_sources",
    "read",
    "read_all",
    "rulebook",
    "rulebook_of",
]
