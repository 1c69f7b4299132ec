"""Who keeps checkpoints outside the city's reach: the port, and a folder as its simplest form.

A folder on the same machine proves nothing against its administrator. It becomes an outside
holder when somebody else owns it: a share of the region's node, a notary's drop box, a
write-once disk.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from portal.audit.notes import BadNote, Note, read_note
from portal.audit.tree import verify_consistency


class Inconsistent(RuntimeError):
    """The holder refuses: the log did not grow out of what the holder keeps."""


class CheckpointHolder(Protocol):
    """Keeps what it was given, never replaces it, refuses a tree that did not only grow."""

    @property
    def name(self) -> str:
        """The holder's name as shown to auditors."""

    def newest(self) -> Note | None:
        """The largest checkpoint kept."""

    def held(self) -> Sequence[Note]:
        """All checkpoints kept, smallest first. Raises ``BadNote`` for a spoiled one."""

    def hold(self, note: Note, proof: Sequence[bytes]) -> None:
        """Keep one more; ``proof`` shows it grew out of ``newest()``. Raises ``Inconsistent``."""


@dataclass(frozen=True)
class FolderHolder:
    """One file for each checkpoint, named by its size."""

    name: str
    folder: Path

    def _files(self) -> list[Path]:
        return sorted(self.folder.glob("*.checkpoint")) if self.folder.is_dir() else []

    @staticmethod
    def _read(path: Path) -> Note:
        note = read_note(path.read_text(encoding="utf-8"))
        if path.stem != f"{note.size:012d}":
            raise BadNote("the file's name and the checkpoint's size differ")
        return note

    def newest(self) -> Note | None:
        """The largest checkpoint kept."""
        files = self._files()
        return self._read(files[-1]) if files else None

    def held(self) -> Sequence[Note]:
        """All checkpoints kept, smallest first."""
        return [self._read(path) for path in self._files()]

    def hold(self, note: Note, proof: Sequence[bytes]) -> None:
        """Keep one more, unless it contradicts what is kept."""
        before = self.newest()
        if before is not None and not verify_consistency(
            before.size, note.size, bytes.fromhex(before.root), bytes.fromhex(note.root), proof
        ):
            raise Inconsistent(self.name)
        if before is not None and before.size == note.size:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{note.size:012d}.checkpoint"
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(note.text())
            file.flush()
            os.fsync(file.fileno())
