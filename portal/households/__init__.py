"""The door: persons, their documents, and the households they form over time."""

from portal.households.access import PERMISSIONS
from portal.households.codes import (
    COMPULSORY,
    DocumentKind,
    MemberRole,
    Permission,
    Purpose,
    Relation,
)
from portal.households.compositions import (
    NewMember,
    change_composition,
    dissolve_household,
    form_household,
    move_household,
)
from portal.households.events import HouseholdChanged, PersonDied
from portal.households.models import Household, Person
from portal.households.named import Living, NamedInContract, living_members
from portal.households.queries import (
    HouseholdCard,
    Member,
    PersonCard,
    PersonPlace,
    composition,
    compositions,
    find_person,
    history,
    household,
    household_of,
    households_of,
    id_number_of,
    kin_of,
    masked_numbers,
    namesakes,
    people_names,
    person,
    persons,
    place_of_person,
)
from portal.households.reveals import reveal_number, reveals_left
from portal.households.services import (
    correct_name,
    correct_number,
    record_death,
    refresh_documents,
    register_person,
    register_typed,
    same_names,
)
from portal.households.views import blueprint
from portal.households.words import PURPOSE_LABELS, WORDS
from portal.kernel.package import Package

package = Package(name="households", blueprints=(blueprint,), permissions=PERMISSIONS, words=WORDS)

__all__ = [
    "COMPULSORY",
    "PURPOSE_LABELS",
    "DocumentKind",
    "Household",
    "HouseholdCard",
    "HouseholdChanged",
    "Living",
    "Member",
    "MemberRole",
    "NamedInContract",
    "NewMember",
    "Permission",
    "Person",
    "PersonCard",
    "PersonDied",
    "PersonPlace",
    "Purpose",
    "Relation",
    "change_composition",
    "composition",
    "compositions",
    "correct_name",
    "correct_number",
    "dissolve_household",
    "find_person",
    "form_household",
    "history",
    "household",
    "household_of",
    "households_of",
    "id_number_of",
    "kin_of",
    "living_members",
    "masked_numbers",
    "move_household",
    "namesakes",
    "package",
    "people_names",
    "person",
    "persons",
    "place_of_person",
    "record_death",
    "refresh_documents",
    "register_person",
    "register_typed",
    "reveal_number",
    "reveals_left",
    "same_names",
]
