"""The evidence of one household as one file that can be checked without us.

It holds moves, log lines with their proofs, the signed seal, and each comparison of facts
with rules together with those rules. ``check`` needs nothing but the file and the public key.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any, cast

from portal.audit import notes, tree
from portal.audit.integrity import lines
from portal.audit.records import leaves, screenings_about, steps
from portal.audit.replaying import rules_of
from portal.audit.sealing import newest, note_of, signing_key
from portal.eligibility import Ruling, replay
from portal.kernel.act import Act
from portal.kernel.journal import Leaf, Step, leaf_body
from portal.kernel.policy import NoRule

VERSION = 1


def _step(row: Step) -> dict[str, Any]:
    return {
        "machine": row.machine, "subject": row.subject, "from": row.source, "verb": row.verb,
        "to": row.target, "actor_kind": row.actor_kind, "actor": row.actor, "role": row.role,
        "region": row.region, "reason": row.reason, "clause": row.clause, "policy": row.policy,
        "payload": row.payload or "", "on": row.on.isoformat(), "at": row.at.isoformat(),
    }  # fmt: skip


def _leaf(row: Leaf) -> dict[str, Any]:
    return {
        "id": row.id, "at": row.at.isoformat(), "actor": row.actor, "action": row.action,
        "object": row.object, "salt": row.salt, "body": row.body, "commitment": row.commitment,
    }  # fmt: skip


def _screening(row: Any) -> dict[str, Any]:
    told = json.loads(row.findings or "null")
    found = {"uid": row.uid, "at": row.at.isoformat(), "policy": row.policy,
             "facts": json.loads(row.facts or "null"), "ruling": told, "rules": None}  # fmt: skip
    if told:
        ruling = Ruling.from_json(told)
        with suppress(NoRule):
            found["rules"] = rules_of(row, ruling).snapshot()
    return found


def bundle_of(act: Act, household_uid: str, subjects: Sequence[str]) -> dict[str, Any]:
    """Everything about one household's cases, with proofs in the newest seal."""
    rows = leaves(subjects)
    last = newest()
    proven = {each.leaf_id: each for each in lines(rows).proofs}
    return {
        "v": VERSION,
        "made_at": act.at.isoformat(),
        "made_by": act.by.uid,
        "household": household_uid,
        "seal": note_of(last).text() if last else "",
        "public_key": notes.public_bytes(signing_key()).hex(),
        "steps": [_step(row) for row in steps(subjects)],
        "lines": [
            {
                **_leaf(row),
                "seq": proven[row.id].seq if row.id in proven else None,
                "proof": [h.hex() for h in proven[row.id].proof] if row.id in proven else [],
            }
            for row in rows
        ],
        "decisions": [_screening(row) for row in screenings_about(subjects)],
    }


class _Told:
    """A line of a bundle, read like a row."""

    def __init__(self, told: Mapping[str, Any]) -> None:
        self.at = datetime.fromisoformat(told["at"])
        self.actor, self.action = told["actor"], told["action"]
        self.object, self.commitment = told["object"], told["commitment"]


def _line_problems(told: Mapping[str, Any], size: int, root: bytes) -> list[str]:
    name = f"line {told['id']}"
    said = (told["salt"] + told["body"]).encode()
    found = []
    if hashlib.sha256(said).hexdigest() != told["commitment"]:
        found.append(f"{name}: the body is not what was committed to")
    if told["seq"] is None:
        return found
    digest = tree.leaf_hash(told["seq"], leaf_body(cast(Leaf, _Told(told))))
    proof = [bytes.fromhex(each) for each in told["proof"]]
    if not tree.verify_inclusion(digest, told["seq"], size, proof, root):
        found.append(f"{name}: is not in the sealed log as it is told here")
    return found


_SAME = ("from", "to", "reason", "clause", "policy", "payload", "on", "role")


def _step_problems(bundle: Mapping[str, Any]) -> list[str]:
    """Every move has its own line, and the line says the same."""
    waiting: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for told in bundle["lines"]:
        waiting.setdefault((told["action"], told["object"]), []).append(
            {**json.loads(told["body"]), "by": told["actor"]}
        )
    found = []
    for step in bundle["steps"]:
        name = f"{step['machine']}.{step['verb']}"
        said = {**{key: step[key] for key in _SAME}, "by": f"{step['actor_kind']}:{step['actor']}"}
        lines_ = waiting.get((name, step["subject"]), [])
        if said in lines_:
            lines_.remove(said)
        else:
            found.append(f"step {name} of {step['on']}: no line of the log says the same")
    return found


def _decision_problems(told: Mapping[str, Any]) -> list[str]:
    name = f"decision {told['uid']}"
    if not told["ruling"] or not told["rules"]:
        return [f"{name}: facts or rules are missing, it cannot be done again"]
    if told["rules"]["fingerprint"] != told["policy"]:
        return [f"{name}: the rules are not those it was made with"]
    before = Ruling.from_json(told["ruling"])
    now = replay(told["facts"], told["rules"])
    if now.to_json() != before.to_json():
        now = replay(told["facts"], told["rules"], before.klass, before.route)
    if now.to_json() != before.to_json():
        return [f"{name}: done again it comes out otherwise"]
    return []


def check(bundle: Mapping[str, Any], public: bytes | None = None) -> list[str]:
    """What is wrong with a bundle, in plain words; nothing when all holds.

    ``public`` is the key the seal must carry; without it the bundle's own key is believed,
    which proves only that the file is of one piece.
    """
    if bundle.get("v") != VERSION:
        return ["this is no bundle of a version I know"]
    key = public or bytes.fromhex(bundle["public_key"])
    size, root, found = 0, b"", []
    if bundle["seal"]:
        try:
            note = notes.read_note(bundle["seal"])
        except notes.BadNote as error:
            return [f"the seal cannot be read: {error}"]
        size, root = note.size, bytes.fromhex(note.root)
        if not notes.signed_by(note, key):
            found.append("the seal is not signed with this key")
    for told in bundle["lines"]:
        found += _line_problems(told, size, root)
    found += _step_problems(bundle)
    for told in bundle["decisions"]:
        found += _decision_problems(told)
    return found


def unsealed(bundle: Mapping[str, Any]) -> int:
    """How many lines were not yet sealed when the bundle was made."""
    return sum(told["seq"] is None for told in bundle["lines"])
