"""The door: screen a household on dated rules, explain the answer."""

from portal.eligibility.answers import PAPERS, Answer, Composition, Member, age
from portal.eligibility.assembling import asked, assemble
from portal.eligibility.codes import Condition, FactName, Klass, Outcome, Route, Why
from portal.eligibility.comparing import Contradiction, contradictions
from portal.eligibility.differing import Difference, differences, heard_again, same_proposal
from portal.eligibility.expressions import BadTree, Trace
from portal.eligibility.facts import Fact, HouseholdFacts
from portal.eligibility.labels import (
    CONDITIONS,
    GROUPS,
    KLASSES,
    OUTCOMES,
    ROUTES,
    WHYS,
    Label,
    condition_label,
    group_label,
    rule_words,
    seen_words,
    shown,
)
from portal.eligibility.needs import facts_used, needed_by, params_of, sources_asked
from portal.eligibility.ruling import Attempt, Finding, Group, Ruling
from portal.eligibility.screening import (
    bad_trees,
    oldest,
    priority_of,
    replay,
    screen,
    working,
)
from portal.kernel.package import Package

package = Package(name="eligibility")

__all__ = [
    "CONDITIONS",
    "GROUPS",
    "KLASSES",
    "OUTCOMES",
    "PAPERS",
    "ROUTES",
    "WHYS",
    "Answer",
    "Attempt",
    "BadTree",
    "Composition",
    "Condition",
    "Contradiction",
    "Difference",
    "Fact",
    "FactName",
    "Finding",
    "Group",
    "HouseholdFacts",
    "Klass",
    "Label",
    "Member",
    "Outcome",
    "Route",
    "Ruling",
    "Trace",
    "Why",
    "age",
    "asked",
    "assemble",
    "bad_trees",
    "condition_label",
    "contradictions",
    "differences",
    "facts_used",
    "group_label",
    "heard_again",
    "needed_by",
    "oldest",
    "package",
    "params_of",
    "priority_of",
    "replay",
    "rule_words",
    "same_proposal",
    "screen",
    "seen_words",
    "shown",
    "sources_asked",
    "working",
]
