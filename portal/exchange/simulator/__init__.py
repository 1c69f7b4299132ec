"""The simulated outside world: people, departments, bank, SMS, identity. Demo and tests only."""

from portal.exchange.simulator.app import DEMO_CLIENT, DEMO_KEY, create_simulator
from portal.exchange.simulator.people import HouseholdCard, MemberCard
from portal.exchange.simulator.platform import MOUNT
from portal.exchange.simulator.population import DEFAULT_SEED, cast_cards, households
from portal.exchange.simulator.provider import PlatformClient, PlatformFault
from portal.exchange.simulator.strangers import admin_token, stranger

__all__ = [
    "DEFAULT_SEED",
    "DEMO_CLIENT",
    "DEMO_KEY",
    "MOUNT",
    "HouseholdCard",
    "MemberCard",
    "PlatformClient",
    "PlatformFault",
    "admin_token",
    "cast_cards",
    "create_simulator",
    "households",
    "stranger",
]
