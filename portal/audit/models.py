"""What the sealed log keeps: places of lines, nodes of the tree, signed checkpoints."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.database import Model, UTCDateTime, table_args

_PLACE = BigInteger().with_variant(Integer, "sqlite")


class SealedLeaf(Model):
    """A line of the log and its place in the tree; ``seq`` counts from 0 without gaps."""

    __tablename__ = "sealed_leaf"
    __table_args__ = table_args(UniqueConstraint("leaf_id"), retention="record", append_only=True)

    seq: Mapped[int] = mapped_column(_PLACE, primary_key=True, autoincrement=False)
    leaf_id: Mapped[int] = mapped_column(_PLACE, ForeignKey("leaf.id"))
    leaf_hash: Mapped[str] = mapped_column(String(64))


class TreeNode(Model):
    """A perfect subtree above the leaves, so that a proof needs few look-ups."""

    __tablename__ = "tree_node"
    __table_args__ = table_args(retention="record", append_only=True)

    level: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(_PLACE, primary_key=True, autoincrement=False)
    hash: Mapped[str] = mapped_column(String(64))


class Checkpoint(Model):
    """The root of the first ``size`` lines at a moment, signed; holders outside keep copies."""

    __tablename__ = "checkpoint"
    __table_args__ = table_args(retention="record", append_only=True)

    size: Mapped[int] = mapped_column(_PLACE, primary_key=True, autoincrement=False)
    root: Mapped[str] = mapped_column(String(64))
    origin: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    key_id: Mapped[str] = mapped_column(String(16))
    signature: Mapped[str] = mapped_column(String(90))
