"""What was found after a notice: kept sealed with its matter, read back for the desk."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from portal.applications import PeopleChange
from portal.eligibility import Ruling, same_proposal


@dataclass(frozen=True)
class Found:
    """What the file was judged on, what would be judged now, and who the registers speak of.

    ``before`` is none where nothing was judged yet; ``silent`` are sources that did not answer;
    ``unasked``: nobody may be asked, because the person has not agreed to it.
    """

    before: Ruling | None = None
    after: Ruling | None = None
    people: tuple[PeopleChange, ...] = ()
    silent: tuple[str, ...] = ()
    unasked: bool = False

    @property
    def differs(self) -> bool:
        """Is there something for a person to look at?"""
        if self.after is None:
            return False
        if self.unasked or self.people or self.before is None:
            return True
        return not same_proposal(self.before, self.after)

    def renewed(self, later: Found) -> Found:
        """The same comparison with what a later notice brought to light."""
        people = tuple(dict.fromkeys((*self.people, *later.people)))
        return replace(
            self, after=later.after, people=people, silent=later.silent, unasked=later.unasked
        )

    def to_text(self) -> str:
        """For storage."""
        return json.dumps(
            {
                "before": self.before.to_json() if self.before else None,
                "after": self.after.to_json() if self.after else None,
                "people": [_told(change) for change in self.people],
                "silent": list(self.silent),
                "unasked": self.unasked,
            },
            ensure_ascii=False,
        )

    @classmethod
    def from_text(cls, text: str | None) -> Found:
        """What ``to_text`` wrote; nothing found where there is none."""
        if text is None:
            return cls()
        told: dict[str, Any] = json.loads(text)
        return cls(
            before=Ruling.from_json(told["before"]) if told["before"] else None,
            after=Ruling.from_json(told["after"]) if told["after"] else None,
            people=tuple(_read(change) for change in told["people"]),
            silent=tuple(told["silent"]),
            unasked=told["unasked"],
        )


def _told(change: PeopleChange) -> dict[str, str | None]:
    on = change.on.isoformat() if change.on else None
    return {"code": change.code, "person": change.person_uid, "on": on}


def _read(told: dict[str, str | None]) -> PeopleChange:
    on = told["on"]
    return PeopleChange(
        told["code"] or "", told["person"] or "", date.fromisoformat(on) if on else None
    )
