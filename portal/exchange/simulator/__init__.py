"""The simulated outside world: people, departments, bank and SMS gateway. Demo and tests only."""

from portal.exchange.simulator.app import DEMO_KEY, create_simulator
from portal.exchange.simulator.people import HouseholdCard, MemberCard
from portal.exchange.simulator.population import DEFAULT_SEED, cast_cards, households
from portal.exchange.simulator.strangers import admin_token, stranger

__all__ = [
    "DEFAULT_SEED",
    "DEMO_KEY",
    "HouseholdCard",
    "MemberCard",
    "admin_token",
    "cast_cards",
    "create_simulator",
    "households",
    "stranger",
]
