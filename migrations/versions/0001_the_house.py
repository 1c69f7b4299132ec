"""The house: every table of the first release.

Going down drops everything that people ever told the house; it exists for empty databases.

Revision ID: 0001
Revises:
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "assurance",
        sa.Column("person_uid", sa.String(length=22), nullable=False),
        sa.Column("phone_blind", sa.String(length=60), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("how", sa.String(length=20), nullable=False),
        sa.Column("document", sa.String(length=20), nullable=False),
        sa.Column("place", sa.String(length=12), nullable=False),
        sa.Column("by_kind", sa.String(length=10), nullable=False),
        sa.Column("by", sa.String(length=22), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_assurance")),
        info={"retention": "record", "append_only": True},
    )
    with op.batch_alter_table("assurance", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assurance_person_uid"), ["person_uid"], unique=False)

    op.create_table(
        "attempt",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("actor_kind", sa.String(length=10), nullable=False),
        sa.Column("actor", sa.String(length=22), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=22), nullable=False),
        sa.Column("endpoint", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("request", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
        info={"retention": "access", "append_only": True},
    )
    op.create_table(
        "blob",
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("forgotten_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_blob")),
        info={"retention": "evidence", "append_only": False},
    )
    with op.batch_alter_table("blob", schema=None) as batch_op:
        batch_op.create_index("ix_blob_address", ["address"], unique=False)

    op.create_table(
        "checkpoint",
        sa.Column(
            "size",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("root", sa.String(length=64), nullable=False),
        sa.Column("origin", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key_id", sa.String(length=16), nullable=False),
        sa.Column("signature", sa.String(length=90), nullable=False),
        sa.PrimaryKeyConstraint("size", name=op.f("pk_checkpoint")),
        info={"retention": "record", "append_only": True},
    )
    op.create_table(
        "claim",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("holder", sa.String(length=22), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_claim")),
        info={"retention": "record", "append_only": False},
    )
    with op.batch_alter_table("claim", schema=None) as batch_op:
        batch_op.create_index("ix_claim_holder", ["holder"], unique=False)
        batch_op.create_index(
            "uq_claim_open",
            ["kind", "subject"],
            unique=True,
            sqlite_where=sa.text("until IS NULL"),
            postgresql_where=sa.text("until IS NULL"),
        )

    op.create_table(
        "deadline",
        sa.Column("city", sa.String(length=12), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("subject_kind", sa.String(length=64), nullable=False),
        sa.Column("subject_uid", sa.String(length=22), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(length=16), nullable=False),
        sa.Column("roll", sa.Boolean(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("calendar_version", sa.Integer(), nullable=False),
        sa.Column("clause", sa.String(length=200), nullable=False),
        sa.Column("paused_on", sa.Date(), nullable=True),
        sa.Column("paused_days", sa.Integer(), nullable=False),
        sa.Column("paused_spans", sa.JSON(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("closed_why", sa.String(length=64), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_deadline")),
        info={"retention": "record", "append_only": False},
    )
    with op.batch_alter_table("deadline", schema=None) as batch_op:
        batch_op.create_index(
            "ix_deadline_due_open",
            ["due"],
            unique=False,
            sqlite_where=sa.text("closed_on IS NULL"),
            postgresql_where=sa.text("closed_on IS NULL"),
        )
        batch_op.create_index("ix_deadline_subject_uid", ["subject_uid"], unique=False)
        batch_op.create_index(
            "uq_deadline_open",
            ["kind", "subject_uid"],
            unique=True,
            sqlite_where=sa.text("closed_on IS NULL"),
            postgresql_where=sa.text("closed_on IS NULL"),
        )

    op.create_table(
        "demo_day",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("today", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demo_day")),
        info={"retention": "operations", "append_only": False},
    )
    op.create_table(
        "demo_role",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.Column("duty_uid", sa.String(length=22), nullable=False),
        sa.Column("position", sa.String(length=60), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_demo_role")),
        info={"retention": "operations", "append_only": False},
    )
    op.create_table(
        "demo_sms",
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("phone_sealed", sa.Text(), nullable=False),
        sa.Column("masked", sa.String(length=20), nullable=False),
        sa.Column("text_sealed", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_demo_sms")),
        sa.UniqueConstraint("key", name=op.f("uq_demo_sms_key")),
        info={"retention": "operations", "append_only": False},
    )
    op.create_table(
        "event",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("type", sa.String(length=80), nullable=False),
        sa.Column("v", sa.Integer(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("legal_day", sa.String(length=10), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expanded_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        info={"retention": "record", "append_only": False},
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index("ix_event_expanded_at", ["expanded_at"], unique=False)

    op.create_table(
        "exchange_nonce",
        sa.Column("key_id", sa.String(length=40), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key_id", "nonce", name=op.f("pk_exchange_nonce")),
        info={"retention": "operations", "append_only": False},
    )
    with op.batch_alter_table("exchange_nonce", schema=None) as batch_op:
        batch_op.create_index("ix_exchange_nonce_until", ["until"], unique=False)

    op.create_table(
        "form_token",
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("endpoint", sa.String(length=80), nullable=False),
        sa.Column("actor", sa.String(length=22), nullable=False),
        sa.Column("location", sa.String(length=400), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_form_token")),
        info={"retention": "operations", "append_only": False},
    )
    op.create_table(
        "job",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("dedup_key", sa.String(length=160), nullable=False),
        sa.Column("handler", sa.String(length=120), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("legal_day", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("run_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_token", sa.String(length=22), nullable=True),
        sa.Column("last_error", sa.String(length=300), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("dedup_key", name=op.f("uq_job_dedup_key")),
        info={"retention": "operations", "append_only": False},
    )
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.create_index("ix_job_state_run_at", ["state", "run_at"], unique=False)

    op.create_table(
        "leaf",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=40), nullable=False),
        sa.Column("action", sa.String(length=80), nullable=False),
        sa.Column("object", sa.String(length=22), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("commitment", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leaf")),
        info={"retention": "record", "append_only": True},
    )
    with op.batch_alter_table("leaf", schema=None) as batch_op:
        batch_op.create_index("ix_leaf_object", ["object", "id"], unique=False)

    op.create_table(
        "mail_address",
        sa.Column("person_uid", sa.String(length=22), nullable=False),
        sa.Column("address_sealed", sa.Text(), nullable=False),
        sa.Column("address_blind", sa.String(length=60), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proven_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_mail_address")),
        info={"retention": "record", "append_only": False},
    )
    with op.batch_alter_table("mail_address", schema=None) as batch_op:
        batch_op.create_index(
            "uq_mail_address_asked",
            ["person_uid"],
            unique=True,
            sqlite_where=sa.text("until IS NULL AND proven_at IS NULL"),
            postgresql_where=sa.text("until IS NULL AND proven_at IS NULL"),
        )
        batch_op.create_index(
            "uq_mail_address_proven",
            ["person_uid"],
            unique=True,
            sqlite_where=sa.text("until IS NULL AND proven_at IS NOT NULL"),
            postgresql_where=sa.text("until IS NULL AND proven_at IS NOT NULL"),
        )

    op.create_table(
        "message",
        sa.Column("city", sa.String(length=12), nullable=False),
        sa.Column("person_uid", sa.String(length=22), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=22), nullable=False),
        sa.Column("on_event", sa.String(length=80), nullable=False),
        sa.Column("params", sa.Text(), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("letter", sa.String(length=22), nullable=True),
        sa.Column("number", sa.String(length=30), nullable=True),
        sa.Column("code", sa.String(length=12), nullable=True),
        sa.Column("language", sa.String(length=12), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("legal_day", sa.Date(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("posted_on", sa.Date(), nullable=True),
        sa.Column("posted_by", sa.String(length=22), nullable=True),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_message")),
        sa.UniqueConstraint("code", name=op.f("uq_message_code")),
        sa.UniqueConstraint(
            "person_uid",
            "kind",
            "subject",
            "on_event",
            "channel",
            name=op.f("uq_message_person_uid_kind_subject_on_event_channel"),
        ),
        info={"retention": "record", "append_only": False},
    )
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.create_index("ix_message_person", ["person_uid", "created"], unique=False)
        batch_op.create_index(
            "ix_message_to_post",
            ["city", "created"],
            unique=False,
            sqlite_where=sa.text("channel = 'post' AND posted_on IS NULL"),
            postgresql_where=sa.text("channel = 'post' AND posted_on IS NULL"),
        )

    op.create_table(
        "notice_cursor",
        sa.Column("after", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_notice_cursor")),
        info={"retention": "operations", "append_only": False},
    )
    op.create_table(
        "notice_receipt",
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("notice_id", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("way", sa.String(length=4), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("concerns", sa.Boolean(), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_notice_receipt")),
        sa.UniqueConstraint("source", "notice_id", name=op.f("uq_notice_receipt_source_notice_id")),
        info={"retention": "exchange", "append_only": True},
    )
    op.create_table(
        "number_series",
        sa.Column("series", sa.String(length=64), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("series", "year", name=op.f("pk_number_series")),
        info={"retention": "reference", "append_only": False},
    )
    op.create_table(
        "one_time_code",
        sa.Column("person_uid", sa.String(length=22), nullable=False),
        sa.Column("ticket", sa.String(length=22), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("phone_blind", sa.String(length=60), nullable=False),
        sa.Column("code_hash", sa.String(length=60), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("proven_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_one_time_code")),
        info={"retention": "access", "append_only": False},
    )
    with op.batch_alter_table("one_time_code", schema=None) as batch_op:
        batch_op.create_index(
            "ix_one_time_code_asked", ["ticket", "purpose", "sent_at"], unique=False
        )
        batch_op.create_index("ix_one_time_code_person", ["person_uid", "proven_at"], unique=False)
        batch_op.create_index("ix_one_time_code_phone", ["phone_blind", "sent_at"], unique=False)

    op.create_table(
        "payload",
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("body_sealed", sa.Text(), nullable=True),
        sa.Column("salt", sa.String(length=64), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_payload")),
        info={"retention": "evidence", "append_only": False},
    )
    op.create_table(
        "phone",
        sa.Column("person_uid", sa.String(length=22), nullable=False),
        sa.Column("number_sealed", sa.Text(), nullable=False),
        sa.Column("number_blind", sa.String(length=60), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("assured_on", sa.Date(), nullable=True),
        sa.Column("own", sa.Boolean(), nullable=False),
        sa.Column("proven_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("bound_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_phone")),
        info={"retention": "record", "append_only": False},
    )
    with op.batch_alter_table("phone", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_phone_number_blind"), ["number_blind"], unique=False)
        batch_op.create_index(batch_op.f("ix_phone_person_uid"), ["person_uid"], unique=False)
        batch_op.create_index(
            "uq_phone_open",
            ["person_uid", "number_blind"],
            unique=True,
            sqlite_where=sa.text("until IS NULL"),
            postgresql_where=sa.text("until IS NULL"),
        )

    op.create_table(
        "policy_version",
        sa.Column("region", sa.String(length=12), nullable=False),
        sa.Column("topic", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("in_force_from", sa.Date(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed_by", sa.String(length=60), nullable=False),
        sa.Column("approved_by", sa.String(length=60), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_policy_version")),
        sa.UniqueConstraint(
            "region", "topic", "number", name=op.f("uq_policy_version_region_topic_number")
        ),
        info={"retention": "policy", "append_only": True},
    )
    op.create_table(
        "receipt",
        sa.Column("person_uid", sa.String(length=22), nullable=False),
        sa.Column("about", sa.String(length=22), nullable=False),
        sa.Column("code_hash", sa.String(length=60), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_receipt")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_receipt_code_hash")),
        info={"retention": "record", "append_only": False},
    )
    with op.batch_alter_table("receipt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_receipt_person_uid"), ["person_uid"], unique=False)

    op.create_table(
        "region",
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("level", sa.String(length=8), nullable=False),
        sa.Column("parent", sa.String(length=12), nullable=True),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("name_en", sa.String(length=100), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["parent"], ["region.code"], name=op.f("fk_region_parent")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_region")),
        info={"retention": "reference", "append_only": False},
    )
    with op.batch_alter_table("region", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_region_parent"), ["parent"], unique=False)

    op.create_table(
        "request_log",
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("person", sa.String(length=22), nullable=False),
        sa.Column("purpose", sa.String(length=64), nullable=False),
        sa.Column("basis", sa.String(length=200), nullable=False),
        sa.Column("authorisation", sa.String(length=40), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.Column("detail", sa.String(length=20), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("milliseconds", sa.Integer(), nullable=False),
        sa.Column("request", sa.String(length=64), nullable=False),
        sa.Column("case_uid", sa.String(length=22), nullable=False),
        sa.Column("requester", sa.String(length=22), nullable=False),
        sa.Column("requester_kind", sa.String(length=10), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_request_log")),
        info={"retention": "exchange", "append_only": True},
    )
    with op.batch_alter_table("request_log", schema=None) as batch_op:
        batch_op.create_index("ix_request_log_case_at", ["case_uid", "at"], unique=False)
        batch_op.create_index("ix_request_log_person_at", ["person", "at"], unique=False)
        batch_op.create_index("ix_request_log_source_at", ["source", "at"], unique=False)

    op.create_table(
        "secret_message",
        sa.Column("phone_sealed", sa.Text(), nullable=True),
        sa.Column("text_sealed", sa.Text(), nullable=True),
        sa.Column("by_mail", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_secret_message")),
        info={"retention": "access", "append_only": False},
    )
    op.create_table(
        "staff",
        sa.Column("login", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("totp_sealed", sa.Text(), nullable=False),
        sa.Column("totp_counter", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.String(length=22), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_staff")),
        sa.UniqueConstraint("login", name=op.f("uq_staff_login")),
        info={"retention": "record", "append_only": False},
    )
    op.create_table(
        "step",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("machine", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=22), nullable=False),
        sa.Column("city", sa.String(length=12), nullable=False),
        sa.Column("source", sa.String(length=30), nullable=False),
        sa.Column("verb", sa.String(length=40), nullable=False),
        sa.Column("target", sa.String(length=30), nullable=False),
        sa.Column("actor_kind", sa.String(length=10), nullable=False),
        sa.Column("actor", sa.String(length=22), nullable=False),
        sa.Column("role", sa.String(length=30), nullable=False),
        sa.Column("region", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=60), nullable=False),
        sa.Column("clause", sa.String(length=200), nullable=False),
        sa.Column("policy", sa.String(length=64), nullable=False),
        sa.Column("payload", sa.String(length=22), nullable=True),
        sa.Column("legal_day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("request", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step")),
        info={"retention": "record", "append_only": True},
    )
    with op.batch_alter_table("step", schema=None) as batch_op:
        batch_op.create_index("ix_step_subject", ["subject", "id"], unique=False)

    op.create_table(
        "throttle",
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("began", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_throttle")),
        info={"retention": "access", "append_only": False},
    )
    op.create_table(
        "tree_node",
        sa.Column("level", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "position",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("level", "position", name=op.f("pk_tree_node")),
        info={"retention": "record", "append_only": True},
    )
    op.create_table(
        "view",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("viewer_kind", sa.String(length=10), nullable=False),
        sa.Column("viewer", sa.String(length=22), nullable=False),
        sa.Column("role", sa.String(length=30), nullable=False),
        sa.Column("region", sa.String(length=12), nullable=False),
        sa.Column("subject", sa.String(length=22), nullable=False),
        sa.Column("what", sa.String(length=60), nullable=False),
        sa.Column("purpose", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("request", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_view")),
        info={"retention": "record", "append_only": True},
    )
    with op.batch_alter_table("view", schema=None) as batch_op:
        batch_op.create_index("ix_view_subject", ["subject", "id"], unique=False)

    op.create_table(
        "web_session",
        sa.Column("id_hash", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.Column("duty", sa.String(length=22), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stepped_up", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends", sa.DateTime(timezone=True), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id_hash", name=op.f("pk_web_session")),
        info={"retention": "access", "append_only": False},
    )
    with op.batch_alter_table("web_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_web_session_uid"), ["uid"], unique=False)

    op.create_table(
        "working_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("working", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("calendar_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_working_day")),
        info={"retention": "reference", "append_only": False},
    )
    with op.batch_alter_table("working_day", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_working_day_calendar_version"), ["calendar_version"], unique=False
        )

    op.create_table(
        "written_language",
        sa.Column("person_uid", sa.String(length=22), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_written_language")),
        sa.UniqueConstraint("person_uid", name=op.f("uq_written_language_person_uid")),
        info={"retention": "record", "append_only": False},
    )
    op.create_table(
        "check_draw",
        sa.Column("city", sa.String(length=12), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("policy", sa.String(length=64), nullable=False),
        sa.Column("shares", sa.JSON(), nullable=False),
        sa.Column("roster", sa.JSON(), nullable=False),
        sa.Column("roster_root", sa.String(length=64), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("legal_day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(["city"], ["region.code"], name=op.f("fk_check_draw_city")),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_check_draw")),
        sa.UniqueConstraint("city", "month", name=op.f("uq_check_draw_city_month")),
        info={"retention": "record", "append_only": True},
    )
    op.create_table(
        "duplicate_set",
        sa.Column("city", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("ground", sa.String(length=10), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("many", sa.Integer(), nullable=False),
        sa.Column("found_on", sa.Date(), nullable=False),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.Column("settled_by", sa.String(length=22), nullable=True),
        sa.Column("text_uid", sa.String(length=22), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(["city"], ["region.code"], name=op.f("fk_duplicate_set_city")),
        sa.ForeignKeyConstraint(
            ["settled_by"], ["staff.uid"], name=op.f("fk_duplicate_set_settled_by")
        ),
        sa.ForeignKeyConstraint(
            ["text_uid"], ["payload.uid"], name=op.f("fk_duplicate_set_text_uid")
        ),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_duplicate_set")),
        info={"retention": "record", "append_only": False},
    )
    with op.batch_alter_table("duplicate_set", schema=None) as batch_op:
        batch_op.create_index("ix_duplicate_set_state", ["state", "found_on"], unique=False)
        batch_op.create_index(
            "uq_duplicate_set_open",
            ["ground", "subject"],
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )

    op.create_table(
        "duty",
        sa.Column("staff_uid", sa.String(length=22), nullable=False),
        sa.Column("role", sa.String(length=30), nullable=False),
        sa.Column("region", sa.String(length=12), nullable=False),
        sa.Column("administrator", sa.Boolean(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("given_by", sa.String(length=22), nullable=False),
        sa.Column("ended_by", sa.String(length=22), nullable=True),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.CheckConstraint("given_by <> staff_uid", name=op.f("ck_duty_not_oneself")),
        sa.CheckConstraint("until IS NULL OR until >= since", name=op.f("ck_duty_span")),
        sa.ForeignKeyConstraint(["staff_uid"], ["staff.uid"], name=op.f("fk_duty_staff_uid")),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_duty")),
        info={"retention": "record", "append_only": False},
    )
    with op.batch_alter_table("duty", schema=None) as batch_op:
        batch_op.create_index("ix_duty_role_region", ["role", "region"], unique=False)
        batch_op.create_index(batch_op.f("ix_duty_staff_uid"), ["staff_uid"], unique=False)
        batch_op.create_index(
            "uq_duty_administrator",
            ["staff_uid"],
            unique=True,
            sqlite_where=sa.text("until IS NULL AND administrator"),
            postgresql_where=sa.text("until IS NULL AND administrator"),
        )
        batch_op.create_index(
            "uq_duty_running",
            ["staff_uid", "role", "region"],
            unique=True,
            sqlite_where=sa.text("until IS NULL"),
            postgresql_where=sa.text("until IS NULL"),
        )

    op.create_table(
        "estate",
        sa.Column("city", sa.String(length=12), nullable=False),
        sa.Column("place", sa.String(length=12), nullable=False),
        sa.Column("project_code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("name_en", sa.String(length=100), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("owner_kind", sa.String(length=12), nullable=False),
        sa.Column("owner", sa.String(length=100), nullable=False),
        sa.Column("operator", sa.String(length=100), nullable=False),
        sa.Column("completed_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(["city"], ["region.code"], name=op.f("fk_estate_city")),
        sa.ForeignKeyConstraint(["place"], ["region.code"], name=op.f("fk_estate_place")),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_estate")),
        sa.UniqueConstraint("city", "project_code", name=op.f("uq_estate_city_project_code")),
        sa.UniqueConstraint("uid", "city", name=op.f("uq_estate_uid_city")),
        info={"retention": "record", "append_only": False},
    )
    op.create_table(
        "household",
        sa.Column("city", sa.String(length=12), nullable=False),
        sa.Column("place", sa.String(length=12), nullable=True),
        sa.Column("formed_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(["city"], ["region.code"], name=op.f("fk_household_city")),
        sa.ForeignKeyConstraint(["place"], ["region.code"], name=op.f("fk_household_place")),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_household")),
        sa.UniqueConstraint("uid", "city", name=op.f("uq_household_uid_city")),
        info={"retention": "record", "append_only": False},
    )
    with op.batch_alter_table("household", schema=None) as batch_op:
        batch_op.create_index("ix_household_city", ["city", "uid"], unique=False)

    op.create_table(
        "ledger_account",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("owner", sa.String(length=22), nullable=False),
        sa.Column("city", sa.String(length=12), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(["city"], ["region.code"], name=op.f("fk_ledger_account_city")),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_ledger_account")),
        sa.UniqueConstraint(
            "kind", "owner", "city", name=op.f("uq_ledger_account_kind_owner_city")
        ),
        info={"retention": "record", "append_only": True},
    )
    op.create_table(
        "monthly_report",
        sa.Column("city", sa.String(length=12), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("prepared_by", sa.String(length=22), nullable=False),
        sa.Column("prepared_on", sa.Date(), nullable=False),
        sa.Column("submitted_by", sa.String(length=22), nullable=True),
        sa.Column("submitted_on", sa.Date(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(length=22), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("return_reason", sa.String(length=300), nullable=False),
        sa.Column("policy", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.CheckConstraint(
            "state IN ('drafted','submitted','returned','accepted')",
            name=op.f("ck_monthly_report_state"),
        ),
        sa.CheckConstraint(
            "decided_by IS NULL OR decided_by <> submitted_by",
            name=op.f("ck_monthly_report_two_people"),
        ),
        sa.ForeignKeyConstraint(["city"], ["region.code"], name=op.f("fk_monthly_report_city")),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_monthly_report")),
        sa.UniqueConstraint("city", "period", name=op.f("uq_monthly_report_city_period")),
        sa.UniqueConstraint("uid", "city", name=op.f("uq_monthly_report_uid_city")),
        info={"retention": "record", "append_only": False},
    )
    op.create_table(
        "notice",
        sa.Column("city", sa.String(length=12), nullable=False),
        sa.Column("place", sa.String(length=12), nullable=False),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("stage", sa.String(length=30), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("deadline_uid", sa.String(length=22), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(
            ["deadline_uid"], ["deadline.uid"], name=op.f("fk_notice_deadline_uid")
        ),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_notice")),
        sa.UniqueConstraint("uid", "city", name=op.f("uq_notice_uid_city")),
        info={"retention": "record", "append_only": False},
    )
    op.create_table(
        "person",
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("name_match", sa.String(length=400), nullable=False),
        sa.Column("sex", sa.String(length=1), nullable=False),
        sa.Column("birth", sa.Date(), nullable=False),
        sa.Column("dead_on", sa.Date(), nullable=True),
        sa.Column("city", sa.String(length=12), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(["city"], ["region.code"], name=op.f("fk_person_city")),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_person")),
        info={"retention": "record", "append_only": False},
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index("ix_person_name_match", ["name_match"], unique=False)

    op.create_table(
        "sealed_leaf",
        sa.Column(
            "seq",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("leaf_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("leaf_hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["leaf_id"], ["leaf.id"], name=op.f("fk_sealed_leaf_leaf_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_sealed_leaf")),
        sa.UniqueConstraint("leaf_id", name=op.f("uq_sealed_leaf_leaf_id")),
        info={"retention": "record", "append_only": True},
    )
    op.create_table(
        "subsidy_run",
        sa.Column("city", sa.String(length=12), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("batch", sa.String(length=40), nullable=False),
        sa.Column("template", sa.String(length=20), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("total_fen", sa.Integer(), nullable=False),
        sa.Column("held", sa.Integer(), nullable=False),
        sa.Column("list_hash", sa.String(length=64), nullable=False),
        sa.Column("pay_by", sa.Date(), nullable=False),
        sa.Column("policy", sa.String(length=64), nullable=False),
        sa.Column("computed_by", sa.String(length=22), nullable=False),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("computed_on", sa.Date(), nullable=False),
        sa.Column("approved_by", sa.String(length=22), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_on", sa.Date(), nullable=True),
        sa.Column("file_uid", sa.String(length=22), nullable=True),
        sa.Column("file_hash", sa.String(length=64), nullable=True),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("returned_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.CheckConstraint(
            "approved_by IS NULL OR approved_by <> computed_by",
            name=op.f("ck_subsidy_run_two_people"),
        ),
        sa.CheckConstraint("count >= 0 AND total_fen >= 0", name=op.f("ck_subsidy_run_sums")),
        sa.ForeignKeyConstraint(["city"], ["region.code"], name=op.f("fk_subsidy_run_city")),
        sa.ForeignKeyConstraint(["file_uid"], ["blob.uid"], name=op.f("fk_subsidy_run_file_uid")),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_subsidy_run")),
        sa.UniqueConstraint("batch", name=op.f("uq_subsidy_run_batch")),
        sa.UniqueConstraint("city", "month", "turn", name=op.f("uq_subsidy_run_city_month_turn")),
        sa.UniqueConstraint("uid", "city", name=op.f("uq_subsidy_run_uid_city")),
        info={"retention": "record", "append_only": False},
    )
    with op.batch_alter_table("subsidy_run", schema=None) as batch_op:
        batch_op.create_index(
            "uq_subsidy_run_open",
            ["city", "month"],
            unique=True,
            sqlite_where=sa.text("state IN ('computed', 'approved', 'sent')"),
            postgresql_where=sa.text("state IN ('computed', 'approved', 'sent')"),
        )

    op.create_table(
        "target",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("metric", sa.String(length=30), nullable=False),
        sa.Column("unit", sa.String(length=10), nullable=False),
        sa.Column("unit_name", sa.String(length=60), nullable=False),
        sa.Column("city", sa.String(length=12), nullable=True),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("counts_in_total", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.CheckConstraint("value >= 0", name=op.f("ck_target_value")),
        sa.ForeignKeyConstraint(["city"], ["region.code"], name=op.f("fk_target_city")),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_target")),
        sa.UniqueConstraint(
            "year", "metric", "unit_name", name=op.f("uq_target_year_metric_unit_name")
        ),
        info={"retention": "policy", "append_only": True},
    )
    op.create_table(
        "waitlist_queue",
        sa.Column("city", sa.String(length=12), nullable=False),
        sa.Column("programme", sa.String(length=10), nullable=False),
        sa.Column("klass", sa.String(length=4), nullable=False),
        sa.Column("comparator", sa.String(length=200), nullable=False),
        sa.Column("comparator_version", sa.Integer(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(["city"], ["region.code"], name=op.f("fk_waitlist_queue_city")),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_waitlist_queue")),
        sa.UniqueConstraint(
            "city", "programme", "klass", name=op.f("uq_waitlist_queue_city_programme_klass")
        ),
        sa.UniqueConstraint("uid", "city", name=op.f("uq_waitlist_queue_uid_city")),
        info={"retention": "record", "append_only": False},
    )
    op.create_table(
        "allocation_plan",
        sa.Column("city", sa.String(length=12), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("title_en", sa.String(length=100), nullable=False),
        sa.Column("method", sa.String(length=20), nullable=False),
        sa.Column("queue_uid", sa.String(length=22), nullable=False),
        sa.Column("klass", sa.String(length=4), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("drafted_by", sa.String(length=22), nullable=False),
        sa.Column("published_by", sa.String(length=22), nullable=True),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("void_reason", sa.String(length=20), nullable=True),
        sa.Column("void_asked_by", sa.String(length=22), nullable=True),
        sa.Column("roster_hash", sa.String(length=64), nullable=True),
        sa.Column("policy", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(["city"], ["region.code"], name=op.f("fk_allocation_plan_city")),
        sa.ForeignKeyConstraint(
            ["queue_uid", "city"],
            ["waitlist_queue.uid", "waitlist_queue.city"],
            name=op.f("fk_allocation_plan_queue_uid_city"),
        ),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_allocation_plan")),
        sa.UniqueConstraint(
            "city", "year", "number", name=op.f("uq_allocation_plan_city_year_number")
        ),
        sa.UniqueConstraint("uid", "city", name=op.f("uq_allocation_plan_uid_city")),
        info={"retention": "record", "append_only": False},
    )
    with op.batch_alter_table("allocation_plan", schema=None) as batch_op:
        batch_op.create_index("ix_allocation_plan_city_state", ["city", "state"], unique=False)

    op.create_table(
        "application",
        sa.Column("city", sa.String(length=12), nullable=False),
        sa.Column("place", sa.String(length=12), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("applicant_uid", sa.String(length=22), nullable=False),
        sa.Column("typed_name_sealed", sa.Text(), nullable=True),
        sa.Column("household_uid", sa.String(length=22), nullable=True),
        sa.Column("wish", sa.String(length=10), nullable=True),
        sa.Column("district", sa.String(length=12), nullable=True),
        sa.Column("route", sa.String(length=12), nullable=True),
        sa.Column("klass", sa.String(length=4), nullable=True),
        sa.Column("groups", sa.Text(), nullable=False),
        sa.Column("proof_level", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("entered_by", sa.String(length=22), nullable=True),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("lapses_on", sa.Date(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_on", sa.Date(), nullable=True),
        sa.Column("stage", sa.String(length=30), nullable=False),
        sa.Column("assignee", sa.String(length=22), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(
            ["applicant_uid"], ["person.uid"], name=op.f("fk_application_applicant_uid")
        ),
        sa.ForeignKeyConstraint(["assignee"], ["staff.uid"], name=op.f("fk_application_assignee")),
        sa.ForeignKeyConstraint(["city"], ["region.code"], name=op.f("fk_application_city")),
        sa.ForeignKeyConstraint(
            ["district"], ["region.code"], name=op.f("fk_application_district")
        ),
        sa.ForeignKeyConstraint(
            ["household_uid"], ["household.uid"], name=op.f("fk_application_household_uid")
        ),
        sa.ForeignKeyConstraint(["place"], ["region.code"], name=op.f("fk_application_place")),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_application")),
        sa.UniqueConstraint("number", name=op.f("uq_application_number")),
        sa.UniqueConstraint("uid", "city", name=op.f("uq_application_uid_city")),
        info={"retention": "case", "append_only": False},
    )
    with op.batch_alter_table("application", schema=None) as batch_op:
        batch_op.create_index("ix_application_applicant", ["applicant_uid"], unique=False)
        batch_op.create_index("ix_application_city_state", ["city", "state"], unique=False)
        batch_op.create_index("ix_application_household", ["household_uid"], unique=False)

    op.create_table(
        "credit_case",
        sa.Column("city", sa.String(length=12), nullable=False),
        sa.Column("place", sa.String(length=12), nullable=False),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("source", sa.String(length=12), nullable=False),
        sa.Column("person_uid", sa.String(length=22), nullable=True),
        sa.Column("household_uid", sa.String(length=22), nullable=True),
        sa.Column("organisation", sa.String(length=100), nullable=False),
        sa.Column("facts_uid", sa.String(length=22), nullable=False),
        sa.Column("reported_on", sa.Date(), nullable=False),
        sa.Column("act_ended_on", sa.Date(), nullable=True),
        sa.Column("filed_on", sa.Date(), nullable=True),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("noticed_on", sa.Date(), nullable=True),
        sa.Column("notice_uid", sa.String(length=22), nullable=True),
        sa.Column("meant", sa.String(length=16), nullable=True),
        sa.Column("meant_fine_fen", sa.Integer(), nullable=False),
        sa.Column("hearing_on", sa.Date(), nullable=True),
        sa.Column("reviewed_by", sa.String(length=22), nullable=True),
        sa.Column("result", sa.String(length=16), nullable=True),
        sa.Column("fine_fen", sa.Integer(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("tier", sa.String(length=12), nullable=False),
        sa.Column("home", sa.String(length=10), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decided_by", sa.String(length=22), nullable=True),
        sa.Column("decision_uid", sa.String(length=22), nullable=True),
        sa.Column("policy", sa.String(length=64), nullable=False),
        sa.Column("served_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.CheckConstraint(
            "(person_uid IS NULL) <> (organisation = '')", name=op.f("ck_credit_case_subject")
        ),
        sa.CheckConstraint(
            "fine_fen >= 0 AND meant_fine_fen >= 0", name=op.f("ck_credit_case_fine")
        ),
        sa.ForeignKeyConstraint(["city"], ["region.code"], name=op.f("fk_credit_case_city")),
        sa.ForeignKeyConstraint(
            ["decision_uid"], ["payload.uid"], name=op.f("fk_credit_case_decision_uid")
        ),
        sa.ForeignKeyConstraint(
            ["facts_uid"], ["payload.uid"], name=op.f("fk_credit_case_facts_uid")
        ),
        sa.ForeignKeyConstraint(
            ["household_uid"], ["household.uid"], name=op.f("fk_credit_case_household_uid")
        ),
        sa.ForeignKeyConstraint(
            ["notice_uid"], ["payload.uid"], name=op.f("fk_credit_case_notice_uid")
        ),
        sa.ForeignKeyConstraint(
            ["person_uid"], ["person.uid"], name=op.f("fk_credit_case_person_uid")
        ),
        sa.ForeignKeyConstraint(["place"], ["region.code"], name=op.f("fk_credit_case_place")),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_credit_case")),
        sa.UniqueConstraint("number", name=op.f("uq_credit_case_number")),
        sa.UniqueConstraint("uid", "city", name=op.f("uq_credit_case_uid_city")),
        info={"retention": "record", "append_only": False},
    )
    with op.batch_alter_table("credit_case", schema=None) as batch_op:
        batch_op.create_index("ix_credit_case_city_state", ["city", "state"], unique=False)
        batch_op.create_index("ix_credit_case_household", ["household_uid"], unique=False)
        batch_op.create_index("ix_credit_case_person", ["person_uid"], unique=False)

    op.create_table(
        "department_notice",
        sa.Column("city", sa.String(length=12), nullable=False),
        sa.Column("receipt_uid", sa.String(length=22), nullable=False),
        sa.Column("person_uid", sa.String(length=22), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("way", sa.String(length=4), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body_sealed", sa.Text(), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(["city"], ["region.code"], name=op.f("fk_department_notice_city")),
        sa.ForeignKeyConstraint(
            ["person_uid"], ["person.uid"], name=op.f("fk_department_notice_person_uid")
        ),
        sa.ForeignKeyConstraint(
            ["receipt_uid"], ["notice_receipt.uid"], name=op.f("fk_department_notice_receipt_uid")
        ),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_department_notice")),
        sa.UniqueConstraint(
            "receipt_uid", "city", name=op.f("uq_department_notice_receipt_uid_city")
        ),
        sa.UniqueConstraint("uid", "city", name=op.f("uq_department_notice_uid_city")),
        info={"retention": "case", "append_only": True},
    )
    with op.batch_alter_table("department_notice", schema=None) as batch_op:
        batch_op.create_index("ix_department_notice_person", ["person_uid"], unique=False)

    op.create_table(
        "ledger_transfer",
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("entry", sa.String(length=10), nullable=False),
        sa.Column("debit", sa.String(length=22), nullable=False),
        sa.Column("credit", sa.String(length=22), nullable=False),
        sa.Column("fen", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=22), nullable=False),
        sa.Column("settles", sa.String(length=22), nullable=True),
        sa.Column("reverses", sa.String(length=22), nullable=True),
        sa.Column("legal_day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.CheckConstraint(
            "entry IN ('pending', 'posted', 'voided')", name=op.f("ck_ledger_transfer_entry")
        ),
        sa.CheckConstraint("debit <> credit", name=op.f("ck_ledger_transfer_two_accounts")),
        sa.CheckConstraint("fen > 0", name=op.f("ck_ledger_transfer_positive")),
        sa.ForeignKeyConstraint(
            ["credit"], ["ledger_account.uid"], name=op.f("fk_ledger_transfer_credit")
        ),
        sa.ForeignKeyConstraint(
            ["debit"], ["ledger_account.uid"], name=op.f("fk_ledger_transfer_debit")
        ),
        sa.ForeignKeyConstraint(
            ["reverses"], ["ledger_transfer.uid"], name=op.f("fk_ledger_transfer_reverses")
        ),
        sa.ForeignKeyConstraint(
            ["settles"], ["ledger_transfer.uid"], name=op.f("fk_ledger_transfer_settles")
        ),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_ledger_transfer")),
        sa.UniqueConstraint("key", name=op.f("uq_ledger_transfer_key")),
        sa.UniqueConstraint("reverses", name=op.f("uq_ledger_transfer_reverses")),
        sa.UniqueConstraint("settles", name=op.f("uq_ledger_transfer_settles")),
        info={"retention": "record", "append_only": True},
    )
    with op.batch_alter_table("ledger_transfer", schema=None) as batch_op:
        batch_op.create_index("ix_ledger_transfer_credit", ["credit"], unique=False)
        batch_op.create_index("ix_ledger_transfer_debit", ["debit"], unique=False)
        batch_op.create_index("ix_ledger_transfer_subject", ["subject"], unique=False)

    op.create_table(
        "membership",
        sa.Column("city", sa.String(length=12), nullable=False),
        sa.Column("household_uid", sa.String(length=22), nullable=False),
        sa.Column("person_uid", sa.String(length=22), nullable=False),
        sa.Column("relation", sa.String(length=12), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.CheckConstraint("until IS NULL OR until >= since", name=op.f("ck_membership_span")),
        sa.ForeignKeyConstraint(
            ["household_uid", "city"],
            ["household.uid", "household.city"],
            name=op.f("fk_membership_household_uid_city"),
        ),
        sa.ForeignKeyConstraint(
            ["person_uid"], ["person.uid"], name=op.f("fk_membership_person_uid")
        ),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_membership")),
        info={"retention": "record", "append_only": False},
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index("ix_membership_household", ["household_uid", "since"], unique=False)
        batch_op.create_index("ix_membership_person", ["person_uid"], unique=False)
        batch_op.create_index(
            "uq_membership_compulsory",
            ["person_uid"],
            unique=True,
            sqlite_where=sa.text("until IS NULL AND relation IN ('applicant', 'spouse', 'child')"),
            postgresql_where=sa.text(
                "until IS NULL AND relation IN ('applicant', 'spouse', 'child')"
            ),
        )
        batch_op.create_index(
            "uq_membership_open",
            ["household_uid", "person_uid"],
            unique=True,
            sqlite_where=sa.text("until IS NULL"),
            postgresql_where=sa.text("until IS NULL"),
        )

    op.create_table(
        "monthly_report_version",
        sa.Column("city", sa.String(length=12), nullable=False),
        sa.Column("report_uid", sa.String(length=22), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("by_uid", sa.String(length=22), nullable=False),
        sa.Column("legal_day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_uid", "city"],
            ["monthly_report.uid", "monthly_report.city"],
            name=op.f("fk_monthly_report_version_report_uid_city"),
        ),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_monthly_report_version")),
        sa.UniqueConstraint(
            "report_uid", "turn", name=op.f("uq_monthly_report_version_report_uid_turn")
        ),
        info={"retention": "record", "append_only": True},
    )
    op.create_table(
        "person_document",
        sa.Column("person_uid", sa.String(length=22), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("number_sealed", sa.Text(), nullable=False),
        sa.Column("blind", sa.String(length=64), nullable=False),
        sa.Column("blind_next", sa.String(length=64), nullable=True),
        sa.Column("key_id", sa.String(length=8), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_uid"], ["person.uid"], name=op.f("fk_person_document_person_uid")
        ),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_person_document")),
        info={"retention": "record", "append_only": False},
    )
    with op.batch_alter_table("person_document", schema=None) as batch_op:
        batch_op.create_index("ix_person_document_person", ["person_uid"], unique=False)
        batch_op.create_index(
            "uq_person_document_next",
            ["kind", "blind_next"],
            unique=True,
            sqlite_where=sa.text("until IS NULL"),
            postgresql_where=sa.text("until IS NULL"),
        )
        batch_op.create_index(
            "uq_person_document_valid",
            ["kind", "blind"],
            unique=True,
            sqlite_where=sa.text("until IS NULL"),
            postgresql_where=sa.text("until IS NULL"),
        )

    op.create_table(
        "review_watch",
        sa.Column("city", sa.String(length=12), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("holding_uid", sa.String(length=22), nullable=False),
        sa.Column("household_uid", sa.String(length=22), nullable=False),
        sa.Column("person_uid", sa.String(length=22), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(
            ["household_uid"], ["household.uid"], name=op.f("fk_review_watch_household_uid")
        ),
        sa.ForeignKeyConstraint(
            ["person_uid"], ["person.uid"], name=op.f("fk_review_watch_person_uid")
        ),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_review_watch")),
        info={"retention": "operations", "append_only": False},
    )
    with op.batch_alter_table("review_watch", schema=None) as batch_op:
        batch_op.create_index("ix_review_watch_household", ["household_uid"], unique=False)
        batch_op.create_index(
            "ix_review_watch_next",
            ["next_on"],
            unique=False,
            sqlite_where=sa.text("ended_on IS NULL"),
            postgresql_where=sa.text("ended_on IS NULL"),
        )
        batch_op.create_index(
            "uq_review_watch_live",
            ["holding_uid"],
            unique=True,
            sqlite_where=sa.text("ended_on IS NULL"),
            postgresql_where=sa.text("ended_on IS NULL"),
        )

    op.create_table(
        "subsidy_return",
        sa.Column("city", sa.String(length=12), nullable=False),
        sa.Column("run_uid", sa.String(length=22), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("blob_uid", sa.String(length=22), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("matched", sa.Integer(), nullable=False),
        sa.Column("read_on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(
            ["blob_uid"], ["blob.uid"], name=op.f("fk_subsidy_return_blob_uid")
        ),
        sa.ForeignKeyConstraint(
            ["run_uid", "city"],
            ["subsidy_run.uid", "subsidy_run.city"],
            name=op.f("fk_subsidy_return_run_uid_city"),
        ),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_subsidy_return")),
        sa.UniqueConstraint("run_uid", "digest", name=op.f("uq_subsidy_return_run_uid_digest")),
        sa.UniqueConstraint("uid", "city", name=op.f("uq_subsidy_return_uid_city")),
        info={"retention": "record", "append_only": True},
    )
    op.create_table(
        "unit",
        sa.Column("city", sa.String(length=12), nullable=False),
        sa.Column("place", sa.String(length=12), nullable=False),
        sa.Column("estate_uid", sa.String(length=22), nullable=False),
        sa.Column("building", sa.String(length=20), nullable=False),
        sa.Column("floor", sa.Integer(), nullable=False),
        sa.Column("floor_position", sa.String(length=8), nullable=False),
        sa.Column("room", sa.String(length=20), nullable=False),
        sa.Column("layout", sa.String(length=12), nullable=False),
        sa.Column("area", sa.Integer(), nullable=False),
        sa.Column("accessible", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("state_since", sa.Date(), nullable=False),
        sa.Column("holder", sa.String(length=22), nullable=True),
        sa.Column("real_estate_number", sa.String(length=28), nullable=True),
        sa.Column("registration_no", sa.String(length=60), nullable=True),
        sa.Column("registered_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.CheckConstraint("area > 0", name=op.f("ck_unit_area")),
        sa.ForeignKeyConstraint(["city"], ["region.code"], name=op.f("fk_unit_city")),
        sa.ForeignKeyConstraint(
            ["estate_uid", "city"],
            ["estate.uid", "estate.city"],
            name=op.f("fk_unit_estate_uid_city"),
        ),
        sa.ForeignKeyConstraint(["place"], ["region.code"], name=op.f("fk_unit_place")),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_unit")),
        sa.UniqueConstraint(
            "estate_uid", "building", "room", name=op.f("uq_unit_estate_uid_building_room")
        ),
        sa.UniqueConstraint("real_estate_number", name=op.f("uq_unit_real_estate_number")),
        sa.UniqueConstraint("uid", "city", name=op.f("uq_unit_uid_city")),
        info={"retention": "record", "append_only": False},
    )
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.create_index("ix_unit_city_state", ["city", "state", "uid"], unique=False)
        batch_op.create_index(
            "ix_unit_estate_order", ["estate_uid", "building", "floor", "room"], unique=False
        )

    op.create_table(
        "waitlist_fence",
        sa.Column("queue_uid", sa.String(length=22), nullable=False),
        sa.Column("k", sa.LargeBinary(length=32), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.CheckConstraint("n >= 0", name=op.f("ck_waitlist_fence_n")),
        sa.ForeignKeyConstraint(
            ["queue_uid"], ["waitlist_queue.uid"], name=op.f("fk_waitlist_fence_queue_uid")
        ),
        sa.PrimaryKeyConstraint("queue_uid", "k", name=op.f("pk_waitlist_fence")),
        info={"retention": "operations", "append_only": False},
    )
    op.create_table(
        "waitlist_public",
        sa.Column("city", sa.String(length=12), nullable=False),
        sa.Column("queue_uid", sa.String(length=22), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("legal_day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("households", sa.Integer(), nullable=False),
        sa.Column("root", sa.String(length=64), nullable=False),
        sa.Column("by_uid", sa.String(length=22), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(
            ["queue_uid", "city"],
            ["waitlist_queue.uid", "waitlist_queue.city"],
            name=op.f("fk_waitlist_public_queue_uid_city"),
        ),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_waitlist_public")),
        sa.UniqueConstraint(
            "queue_uid", "number", name=op.f("uq_waitlist_public_queue_uid_number")
        ),
        sa.UniqueConstraint("uid", "city", name=op.f("uq_waitlist_public_uid_city")),
        info={"retention": "record", "append_only": True},
    )
    op.create_table(
        "after_check",
        sa.Column("city", sa.String(length=12), nullable=False),
        sa.Column("place", sa.String(length=12), nullable=False),
        sa.Column("application_uid", sa.String(length=22), nullable=False),
        sa.Column("draw_uid", sa.String(length=22), nullable=False),
        sa.Column("risk", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("approved_by", sa.String(length=22), nullable=False),
        sa.Column("deadline_uid", sa.String(length=22), nullable=False),
        sa.Column("compared_uid", sa.String(length=22), nullable=True),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.Column("settled_by", sa.String(length=22), nullable=True),
        sa.Column("text_uid", sa.String(length=22), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_uid", "city"],
            ["application.uid", "application.city"],
            name=op.f("fk_after_check_application_uid_city"),
        ),
        sa.ForeignKeyConstraint(
            ["approved_by"], ["staff.uid"], name=op.f("fk_after_check_approved_by")
        ),
        sa.ForeignKeyConstraint(
            ["compared_uid"], ["payload.uid"], name=op.f("fk_after_check_compared_uid")
        ),
        sa.ForeignKeyConstraint(
            ["deadline_uid"], ["deadline.uid"], name=op.f("fk_after_check_deadline_uid")
        ),
        sa.ForeignKeyConstraint(
            ["draw_uid"], ["check_draw.uid"], name=op.f("fk_after_check_draw_uid")
        ),
        sa.ForeignKeyConstraint(
            ["settled_by"], ["staff.uid"], name=op.f("fk_after_check_settled_by")
        ),
        sa.ForeignKeyConstraint(
            ["text_uid"], ["payload.uid"], name=op.f("fk_after_check_text_uid")
        ),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_after_check")),
        sa.UniqueConstraint(
            "draw_uid", "application_uid", name=op.f("uq_after_check_draw_uid_application_uid")
        ),
        info={"retention": "case", "append_only": False},
    )
    with op.batch_alter_table("after_check", schema=None) as batch_op:
        batch_op.create_index("ix_after_check_state", ["city", "state"], unique=False)

    op.create_table(
        "agreement",
        sa.Column("city", sa.String(length=12), nullable=False),
        sa.Column("place", sa.String(length=12), nullable=False),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("application_uid", sa.String(length=22), nullable=False),
        sa.Column("household_uid", sa.String(length=22), nullable=False),
        sa.Column("person_uid", sa.String(length=22), nullable=False),
        sa.Column("text_version", sa.String(length=40), nullable=False),
        sa.Column("text_hash", sa.String(length=64), nullable=False),
        sa.Column("drafted_on", sa.Date(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("checked_by", sa.String(length=22), nullable=True),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("first_month", sa.String(length=7), nullable=True),
        sa.Column("last_month", sa.String(length=7), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("stopped_on", sa.Date(), nullable=True),
        sa.Column("stop_reason", sa.String(length=20), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.CheckConstraint(
            "state IN ('drafted','signed','active','suspended','stopped')",
            name=op.f("ck_agreement_state"),
        ),
        sa.ForeignKeyConstraint(
            ["application_uid"], ["application.uid"], name=op.f("fk_agreement_application_uid")
        ),
        sa.ForeignKeyConstraint(["city"], ["region.code"], name=op.f("fk_agreement_city")),
        sa.ForeignKeyConstraint(
            ["household_uid"], ["household.uid"], name=op.f("fk_agreement_household_uid")
        ),
        sa.ForeignKeyConstraint(
            ["person_uid"], ["person.uid"], name=op.f("fk_agreement_person_uid")
        ),
        sa.ForeignKeyConstraint(["place"], ["region.code"], name=op.f("fk_agreement_place")),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_agreement")),
        sa.UniqueConstraint("application_uid", name=op.f("uq_agreement_application_uid")),
        sa.UniqueConstraint("number", name=op.f("uq_agreement_number")),
        sa.UniqueConstraint("uid", "city", name=op.f("uq_agreement_uid_city")),
        info={"retention": "record", "append_only": False},
    )
    with op.batch_alter_table("agreement", schema=None) as batch_op:
        batch_op.create_index("ix_agreement_city_state", ["city", "state"], unique=False)
        batch_op.create_index("ix_agreement_person", ["person_uid"], unique=False)
        batch_op.create_index("ix_agreement_place_state", ["place", "state"], unique=False)
        batch_op.create_index(
            "uq_agreement_household",
            ["household_uid"],
            unique=True,
            sqlite_where=sa.text("state IN ('drafted', 'signed', 'active', 'suspended')"),
            postgresql_where=sa.text("state IN ('drafted', 'signed', 'active', 'suspended')"),
        )

    op.create_table(
        "allocation_plan_unit",
        sa.Column("city", sa.String(length=12), nullable=False),
        sa.Column("plan_uid", sa.String(length=22), nullable=False),
        sa.Column("unit_uid", sa.String(length=22), nullable=False),
        sa.Column("layout", sa.String(length=12), nullable=False),
        sa.Column("place_in_plan", sa.Integer(), nullable=False),
        sa.Column("rent_price", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_uid", "city"],
            ["allocation_plan.uid", "allocation_plan.city"],
            name=op.f("fk_allocation_plan_unit_plan_uid_city"),
        ),
        sa.ForeignKeyConstraint(
            ["unit_uid"], ["unit.uid"], name=op.f("fk_allocation_plan_unit_unit_uid")
        ),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_allocation_plan_unit")),
        sa.UniqueConstraint(
            "plan_uid", "unit_uid", name=op.f("uq_allocation_plan_unit_plan_uid_unit_uid")
        ),
        info={"retention": "record", "append_only": False},
    )
    with op.batch_alter_table("allocation_plan_unit", schema=None) as batch_op:
        batch_op.create_index("ix_allocation_plan_unit_unit", ["unit_uid"], unique=False)

    op.create_table(
        "answer",
        sa.Column("city", sa.String(length=12), nullable=False),
        sa.Column("application_uid", sa.String(length=22), nullable=False),
        sa.Column("person_uid", sa.String(length=22), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.Column("values_sealed", sa.Text(), nullable=True),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("request", sa.String(length=32), nullable=False),
        sa.Column("origin", sa.String(length=12), nullable=False),
        sa.Column("by_uid", sa.String(length=22), nullable=True),
        sa.Column("clause", sa.String(length=200), nullable=False),
        sa.Column("payload_uid", sa.String(length=22), nullable=True),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_uid", "city"],
            ["application.uid", "application.city"],
            name=op.f("fk_answer_application_uid_city"),
        ),
        sa.ForeignKeyConstraint(["by_uid"], ["staff.uid"], name=op.f("fk_answer_by_uid")),
        sa.ForeignKeyConstraint(
            ["payload_uid"], ["payload.uid"], name=op.f("fk_answer_payload_uid")
        ),
        sa.ForeignKeyConstraint(["person_uid"], ["person.uid"], name=op.f("fk_answer_person_uid")),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_answer")),
        info={"retention": "case", "append_only": True},
    )
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.create_index(
            "ix_answer_application", ["application_uid", "person_uid", "source"], unique=False
        )

    op.create_table(
        "application_member",
        sa.Column("city", sa.String(length=12), nullable=False),
        sa.Column("application_uid", sa.String(length=22), nullable=False),
        sa.Column("person_uid", sa.String(length=22), nullable=False),
        sa.Column("relation", sa.String(length=12), nullable=False),
        sa.Column("adult", sa.Boolean(), nullable=False),
        sa.Column("compulsory", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_uid", "city"],
            ["application.uid", "application.city"],
            name=op.f("fk_application_member_application_uid_city"),
        ),
        sa.ForeignKeyConstraint(
            ["person_uid"], ["person.uid"], name=op.f("fk_application_member_person_uid")
        ),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_application_member")),
        sa.UniqueConstraint(
            "application_uid",
            "person_uid",
            name=op.f("uq_application_member_application_uid_person_uid"),
        ),
        info={"retention": "case", "append_only": False},
    )
    op.create_table(
        "bar",
        sa.Column("city", sa.String(length=12), nullable=False),
        sa.Column("case_uid", sa.String(length=22), nullable=False),
        sa.Column("person_uid", sa.String(length=22), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(length=16), nullable=False),
        sa.Column("from_return", sa.Boolean(), nullable=False),
        sa.Column("clause", sa.String(length=200), nullable=False),
        sa.Column("repairable", sa.Boolean(), nullable=False),
        sa.Column("repair_from", sa.Date(), nullable=True),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_uid", "city"],
            ["credit_case.uid", "credit_case.city"],
            name=op.f("fk_bar_case_uid_city"),
        ),
        sa.ForeignKeyConstraint(["person_uid"], ["person.uid"], name=op.f("fk_bar_person_uid")),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_bar")),
        sa.UniqueConstraint(
            "case_uid", "person_uid", "kind", name=op.f("uq_bar_case_uid_person_uid_kind")
        ),
        info={"retention": "record", "append_only": True},
    )
    with op.batch_alter_table("bar", schema=None) as batch_op:
        batch_op.create_index("ix_bar_person", ["person_uid"], unique=False)

    op.create_table(
        "consent",
        sa.Column("city", sa.String(length=12), nullable=False),
        sa.Column("application_uid", sa.String(length=22), nullable=False),
        sa.Column("person_uid", sa.String(length=22), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("text_version", sa.String(length=40), nullable=False),
        sa.Column("text_hash", sa.String(length=64), nullable=False),
        sa.Column("how", sa.String(length=10), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("by_uid", sa.String(length=22), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_uid", "city"],
            ["application.uid", "application.city"],
            name=op.f("fk_consent_application_uid_city"),
        ),
        sa.ForeignKeyConstraint(["person_uid"], ["person.uid"], name=op.f("fk_consent_person_uid")),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_consent")),
        info={"retention": "record", "append_only": True},
    )
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.create_index(
            "ix_consent_application", ["application_uid", "person_uid"], unique=False
        )

    op.create_table(
        "credit_defence",
        sa.Column("city", sa.String(length=12), nullable=False),
        sa.Column("case_uid", sa.String(length=22), nullable=False),
        sa.Column("person_uid", sa.String(length=22), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("text_uid", sa.String(length=22), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("legal_day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("considered_on", sa.Date(), nullable=True),
        sa.Column("considered_by", sa.String(length=22), nullable=True),
        sa.Column("accepted", sa.Boolean(), nullable=True),
        sa.Column("answer_uid", sa.String(length=22), nullable=True),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(
            ["answer_uid"], ["payload.uid"], name=op.f("fk_credit_defence_answer_uid")
        ),
        sa.ForeignKeyConstraint(
            ["case_uid", "city"],
            ["credit_case.uid", "credit_case.city"],
            name=op.f("fk_credit_defence_case_uid_city"),
        ),
        sa.ForeignKeyConstraint(
            ["person_uid"], ["person.uid"], name=op.f("fk_credit_defence_person_uid")
        ),
        sa.ForeignKeyConstraint(
            ["text_uid"], ["payload.uid"], name=op.f("fk_credit_defence_text_uid")
        ),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_credit_defence")),
        info={"retention": "record", "append_only": False},
    )
    with op.batch_alter_table("credit_defence", schema=None) as batch_op:
        batch_op.create_index("ix_credit_defence_case", ["case_uid"], unique=False)

    op.create_table(
        "credit_evidence",
        sa.Column("city", sa.String(length=12), nullable=False),
        sa.Column("case_uid", sa.String(length=22), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("text_uid", sa.String(length=22), nullable=False),
        sa.Column("device_reviewed", sa.Boolean(), nullable=False),
        sa.Column("by_uid", sa.String(length=22), nullable=False),
        sa.Column("legal_day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_uid", "city"],
            ["credit_case.uid", "credit_case.city"],
            name=op.f("fk_credit_evidence_case_uid_city"),
        ),
        sa.ForeignKeyConstraint(
            ["text_uid"], ["payload.uid"], name=op.f("fk_credit_evidence_text_uid")
        ),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_credit_evidence")),
        info={"retention": "record", "append_only": True},
    )
    with op.batch_alter_table("credit_evidence", schema=None) as batch_op:
        batch_op.create_index("ix_credit_evidence_case", ["case_uid"], unique=False)

    op.create_table(
        "credit_officer",
        sa.Column("city", sa.String(length=12), nullable=False),
        sa.Column("case_uid", sa.String(length=22), nullable=False),
        sa.Column("staff_uid", sa.String(length=22), nullable=False),
        sa.Column("legal_day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_uid", "city"],
            ["credit_case.uid", "credit_case.city"],
            name=op.f("fk_credit_officer_case_uid_city"),
        ),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_credit_officer")),
        sa.UniqueConstraint(
            "case_uid", "staff_uid", name=op.f("uq_credit_officer_case_uid_staff_uid")
        ),
        info={"retention": "record", "append_only": True},
    )
    op.create_table(
        "credit_party",
        sa.Column("city", sa.String(length=12), nullable=False),
        sa.Column("case_uid", sa.String(length=22), nullable=False),
        sa.Column("person_uid", sa.String(length=22), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_uid", "city"],
            ["credit_case.uid", "credit_case.city"],
            name=op.f("fk_credit_party_case_uid_city"),
        ),
        sa.ForeignKeyConstraint(
            ["person_uid"], ["person.uid"], name=op.f("fk_credit_party_person_uid")
        ),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_credit_party")),
        sa.UniqueConstraint(
            "case_uid", "person_uid", name=op.f("uq_credit_party_case_uid_person_uid")
        ),
        info={"retention": "record", "append_only": True},
    )
    with op.batch_alter_table("credit_party", schema=None) as batch_op:
        batch_op.create_index("ix_credit_party_person", ["person_uid"], unique=False)

    op.create_table(
        "dispute",
        sa.Column("city", sa.String(length=12), nullable=False),
        sa.Column("application_uid", sa.String(length=22), nullable=False),
        sa.Column("person_uid", sa.String(length=22), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("payload_uid", sa.String(length=22), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.Column("settled_by", sa.String(length=22), nullable=True),
        sa.Column("answer_uid", sa.String(length=22), nullable=True),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(
            ["answer_uid"], ["payload.uid"], name=op.f("fk_dispute_answer_uid")
        ),
        sa.ForeignKeyConstraint(
            ["application_uid", "city"],
            ["application.uid", "application.city"],
            name=op.f("fk_dispute_application_uid_city"),
        ),
        sa.ForeignKeyConstraint(
            ["payload_uid"], ["payload.uid"], name=op.f("fk_dispute_payload_uid")
        ),
        sa.ForeignKeyConstraint(["person_uid"], ["person.uid"], name=op.f("fk_dispute_person_uid")),
        sa.ForeignKeyConstraint(["settled_by"], ["staff.uid"], name=op.f("fk_dispute_settled_by")),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_dispute")),
        info={"retention": "case", "append_only": False},
    )
    with op.batch_alter_table("dispute", schema=None) as batch_op:
        batch_op.create_index(
            "uq_dispute_open",
            ["application_uid", "person_uid", "source"],
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )

    op.create_table(
        "duplicate_file",
        sa.Column("city", sa.String(length=12), nullable=False),
        sa.Column("place", sa.String(length=12), nullable=False),
        sa.Column("set_uid", sa.String(length=22), nullable=False),
        sa.Column("application_uid", sa.String(length=22), nullable=False),
        sa.Column("person_uid", sa.String(length=22), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_uid", "city"],
            ["application.uid", "application.city"],
            name=op.f("fk_duplicate_file_application_uid_city"),
        ),
        sa.ForeignKeyConstraint(
            ["person_uid"], ["person.uid"], name=op.f("fk_duplicate_file_person_uid")
        ),
        sa.ForeignKeyConstraint(
            ["set_uid"], ["duplicate_set.uid"], name=op.f("fk_duplicate_file_set_uid")
        ),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_duplicate_file")),
        sa.UniqueConstraint(
            "set_uid", "application_uid", name=op.f("uq_duplicate_file_set_uid_application_uid")
        ),
        info={"retention": "record", "append_only": True},
    )
    with op.batch_alter_table("duplicate_file", schema=None) as batch_op:
        batch_op.create_index("ix_duplicate_file_application", ["application_uid"], unique=False)
        batch_op.create_index("ix_duplicate_file_place", ["place"], unique=False)

    op.create_table(
        "entrustment",
        sa.Column("city", sa.String(length=12), nullable=False),
        sa.Column("application_uid", sa.String(length=22), nullable=False),
        sa.Column("role", sa.String(length=30), nullable=False),
        sa.Column("place", sa.String(length=12), nullable=False),
        sa.Column("question_uid", sa.String(length=22), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("asked_by", sa.String(length=22), nullable=False),
        sa.Column("deadline_uid", sa.String(length=22), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("answered_by", sa.String(length=22), nullable=True),
        sa.Column("answer_uid", sa.String(length=22), nullable=True),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(
            ["answer_uid"], ["payload.uid"], name=op.f("fk_entrustment_answer_uid")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["staff.uid"], name=op.f("fk_entrustment_answered_by")
        ),
        sa.ForeignKeyConstraint(
            ["application_uid", "city"],
            ["application.uid", "application.city"],
            name=op.f("fk_entrustment_application_uid_city"),
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["staff.uid"], name=op.f("fk_entrustment_asked_by")),
        sa.ForeignKeyConstraint(
            ["deadline_uid"], ["deadline.uid"], name=op.f("fk_entrustment_deadline_uid")
        ),
        sa.ForeignKeyConstraint(
            ["question_uid"], ["payload.uid"], name=op.f("fk_entrustment_question_uid")
        ),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_entrustment")),
        info={"retention": "case", "append_only": False},
    )
    op.create_table(
        "evidence",
        sa.Column("city", sa.String(length=12), nullable=False),
        sa.Column("application_uid", sa.String(length=22), nullable=False),
        sa.Column("person_uid", sa.String(length=22), nullable=False),
        sa.Column("proves", sa.String(length=10), nullable=False),
        sa.Column("what", sa.String(length=20), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("blob_uid", sa.String(length=22), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("fault", sa.String(length=20), nullable=False),
        sa.Column("scan", sa.String(length=12), nullable=False),
        sa.Column("scan_found", sa.String(length=100), nullable=False),
        sa.Column("scanned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("given_by", sa.String(length=22), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_uid", "city"],
            ["application.uid", "application.city"],
            name=op.f("fk_evidence_application_uid_city"),
        ),
        sa.ForeignKeyConstraint(["blob_uid"], ["blob.uid"], name=op.f("fk_evidence_blob_uid")),
        sa.ForeignKeyConstraint(
            ["person_uid"], ["person.uid"], name=op.f("fk_evidence_person_uid")
        ),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_evidence")),
        sa.UniqueConstraint("uid", "city", name=op.f("uq_evidence_uid_city")),
        info={"retention": "case", "append_only": False},
    )
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.create_index(
            "ix_evidence_application",
            ["application_uid", "person_uid", "proves", "what"],
            unique=False,
        )
        batch_op.create_index("ix_evidence_given", ["given_by", "given_on"], unique=False)

    op.create_table(
        "lease",
        sa.Column("city", sa.String(length=12), nullable=False),
        sa.Column("place", sa.String(length=12), nullable=False),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("unit_uid", sa.String(length=22), nullable=False),
        sa.Column("household_uid", sa.String(length=22), nullable=False),
        sa.Column("person_uid", sa.String(length=22), nullable=False),
        sa.Column("offer_uid", sa.String(length=22), nullable=False),
        sa.Column("entry_uid", sa.String(length=22), nullable=False),
        sa.Column("application_uid", sa.String(length=22), nullable=False),
        sa.Column("owner_kind", sa.String(length=12), nullable=False),
        sa.Column("area", sa.Integer(), nullable=False),
        sa.Column("rent_fen", sa.Integer(), nullable=False),
        sa.Column("deposit_fen", sa.Integer(), nullable=False),
        sa.Column("working", sa.JSON(), nullable=False),
        sa.Column("clause", sa.String(length=200), nullable=False),
        sa.Column("policy", sa.String(length=64), nullable=False),
        sa.Column("text_version", sa.String(length=40), nullable=False),
        sa.Column("text_hash", sa.String(length=64), nullable=False),
        sa.Column("drafted_on", sa.Date(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signed_by", sa.String(length=22), nullable=True),
        sa.Column("countersigned_on", sa.Date(), nullable=True),
        sa.Column("countersigned_by", sa.String(length=22), nullable=True),
        sa.Column("handed_over_on", sa.Date(), nullable=True),
        sa.Column("handed_over_by", sa.String(length=22), nullable=True),
        sa.Column("keys_handed", sa.Integer(), nullable=True),
        sa.Column("filed_on", sa.Date(), nullable=True),
        sa.Column("filing_number", sa.String(length=40), nullable=True),
        sa.Column("hold_over_since", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("end_reason", sa.String(length=30), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.CheckConstraint(
            "state IN ('drafted','signed','occupied','ended','void')", name=op.f("ck_lease_state")
        ),
        sa.CheckConstraint("deposit_fen >= 0", name=op.f("ck_lease_deposit")),
        sa.CheckConstraint("rent_fen > 0", name=op.f("ck_lease_rent")),
        sa.ForeignKeyConstraint(["city"], ["region.code"], name=op.f("fk_lease_city")),
        sa.ForeignKeyConstraint(
            ["household_uid"], ["household.uid"], name=op.f("fk_lease_household_uid")
        ),
        sa.ForeignKeyConstraint(["person_uid"], ["person.uid"], name=op.f("fk_lease_person_uid")),
        sa.ForeignKeyConstraint(["place"], ["region.code"], name=op.f("fk_lease_place")),
        sa.ForeignKeyConstraint(["signed_by"], ["person.uid"], name=op.f("fk_lease_signed_by")),
        sa.ForeignKeyConstraint(["unit_uid"], ["unit.uid"], name=op.f("fk_lease_unit_uid")),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_lease")),
        sa.UniqueConstraint("number", name=op.f("uq_lease_number")),
        sa.UniqueConstraint("offer_uid", name=op.f("uq_lease_offer_uid")),
        sa.UniqueConstraint("uid", "city", name=op.f("uq_lease_uid_city")),
        info={"retention": "record", "append_only": False},
    )
    with op.batch_alter_table("lease", schema=None) as batch_op:
        batch_op.create_index("ix_lease_city_state", ["city", "state"], unique=False)
        batch_op.create_index("ix_lease_person", ["person_uid"], unique=False)
        batch_op.create_index("ix_lease_place_state", ["place", "state"], unique=False)
        batch_op.create_index(
            "uq_lease_household",
            ["household_uid"],
            unique=True,
            sqlite_where=sa.text("state IN ('drafted', 'signed', 'occupied')"),
            postgresql_where=sa.text("state IN ('drafted', 'signed', 'occupied')"),
        )
        batch_op.create_index(
            "uq_lease_unit",
            ["unit_uid"],
            unique=True,
            sqlite_where=sa.text("state IN ('drafted', 'signed', 'occupied')"),
            postgresql_where=sa.text("state IN ('drafted', 'signed', 'occupied')"),
        )

    op.create_table(
        "manual_item",
        sa.Column("city", sa.String(length=12), nullable=False),
        sa.Column("application_uid", sa.String(length=22), nullable=False),
        sa.Column("person_uid", sa.String(length=22), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("closed_by", sa.String(length=22), nullable=True),
        sa.Column("payload_uid", sa.String(length=22), nullable=True),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_uid", "city"],
            ["application.uid", "application.city"],
            name=op.f("fk_manual_item_application_uid_city"),
        ),
        sa.ForeignKeyConstraint(
            ["closed_by"], ["staff.uid"], name=op.f("fk_manual_item_closed_by")
        ),
        sa.ForeignKeyConstraint(
            ["payload_uid"], ["payload.uid"], name=op.f("fk_manual_item_payload_uid")
        ),
        sa.ForeignKeyConstraint(
            ["person_uid"], ["person.uid"], name=op.f("fk_manual_item_person_uid")
        ),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_manual_item")),
        info={"retention": "case", "append_only": False},
    )
    with op.batch_alter_table("manual_item", schema=None) as batch_op:
        batch_op.create_index(
            "ix_manual_item_waiting",
            ["opened_on", "uid"],
            unique=False,
            sqlite_where=sa.text("closed_on IS NULL"),
            postgresql_where=sa.text("closed_on IS NULL"),
        )
        batch_op.create_index(
            "uq_manual_item_open",
            ["application_uid", "kind", "source", "person_uid"],
            unique=True,
            sqlite_where=sa.text("closed_on IS NULL"),
            postgresql_where=sa.text("closed_on IS NULL"),
        )

    op.create_table(
        "notice_entry",
        sa.Column("city", sa.String(length=12), nullable=False),
        sa.Column("notice_uid", sa.String(length=22), nullable=False),
        sa.Column("application_uid", sa.String(length=22), nullable=False),
        sa.Column("masked_name", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("klass", sa.String(length=4), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_uid"], ["application.uid"], name=op.f("fk_notice_entry_application_uid")
        ),
        sa.ForeignKeyConstraint(
            ["notice_uid", "city"],
            ["notice.uid", "notice.city"],
            name=op.f("fk_notice_entry_notice_uid_city"),
        ),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_notice_entry")),
        sa.UniqueConstraint(
            "notice_uid", "application_uid", name=op.f("uq_notice_entry_notice_uid_application_uid")
        ),
        info={"retention": "record", "append_only": False},
    )
    op.create_table(
        "notice_matter",
        sa.Column("city", sa.String(length=12), nullable=False),
        sa.Column("place", sa.String(length=12), nullable=False),
        sa.Column("notice_uid", sa.String(length=22), nullable=False),
        sa.Column("subject", sa.String(length=12), nullable=False),
        sa.Column("subject_uid", sa.String(length=22), nullable=False),
        sa.Column("application_uid", sa.String(length=22), nullable=True),
        sa.Column("household_uid", sa.String(length=22), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=True),
        sa.Column("found_sealed", sa.Text(), nullable=True),
        sa.Column("led_to", sa.String(length=22), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.Column("settled_by", sa.String(length=22), nullable=True),
        sa.Column("payload_uid", sa.String(length=22), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_uid"], ["application.uid"], name=op.f("fk_notice_matter_application_uid")
        ),
        sa.ForeignKeyConstraint(["city"], ["region.code"], name=op.f("fk_notice_matter_city")),
        sa.ForeignKeyConstraint(
            ["household_uid"], ["household.uid"], name=op.f("fk_notice_matter_household_uid")
        ),
        sa.ForeignKeyConstraint(
            ["notice_uid", "city"],
            ["department_notice.uid", "department_notice.city"],
            name=op.f("fk_notice_matter_notice_uid_city"),
        ),
        sa.ForeignKeyConstraint(
            ["payload_uid"], ["payload.uid"], name=op.f("fk_notice_matter_payload_uid")
        ),
        sa.ForeignKeyConstraint(["place"], ["region.code"], name=op.f("fk_notice_matter_place")),
        sa.ForeignKeyConstraint(
            ["settled_by"], ["staff.uid"], name=op.f("fk_notice_matter_settled_by")
        ),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_notice_matter")),
        sa.UniqueConstraint(
            "notice_uid", "subject_uid", name=op.f("uq_notice_matter_notice_uid_subject_uid")
        ),
        sa.UniqueConstraint("uid", "city", name=op.f("uq_notice_matter_uid_city")),
        info={"retention": "case", "append_only": False},
    )
    with op.batch_alter_table("notice_matter", schema=None) as batch_op:
        batch_op.create_index("ix_notice_matter_city_state", ["city", "state", "at"], unique=False)
        batch_op.create_index("ix_notice_matter_subject", ["subject_uid"], unique=False)

    op.create_table(
        "objection",
        sa.Column("city", sa.String(length=12), nullable=False),
        sa.Column("application_uid", sa.String(length=22), nullable=False),
        sa.Column("notice_uid", sa.String(length=22), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("by_uid", sa.String(length=22), nullable=True),
        sa.Column("text_uid", sa.String(length=22), nullable=False),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("deadline_uid", sa.String(length=22), nullable=False),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.Column("settled_by", sa.String(length=22), nullable=True),
        sa.Column("answer_uid", sa.String(length=22), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(
            ["answer_uid"], ["payload.uid"], name=op.f("fk_objection_answer_uid")
        ),
        sa.ForeignKeyConstraint(
            ["application_uid", "city"],
            ["application.uid", "application.city"],
            name=op.f("fk_objection_application_uid_city"),
        ),
        sa.ForeignKeyConstraint(["by_uid"], ["person.uid"], name=op.f("fk_objection_by_uid")),
        sa.ForeignKeyConstraint(
            ["deadline_uid"], ["deadline.uid"], name=op.f("fk_objection_deadline_uid")
        ),
        sa.ForeignKeyConstraint(
            ["notice_uid"], ["notice.uid"], name=op.f("fk_objection_notice_uid")
        ),
        sa.ForeignKeyConstraint(
            ["settled_by"], ["staff.uid"], name=op.f("fk_objection_settled_by")
        ),
        sa.ForeignKeyConstraint(["text_uid"], ["payload.uid"], name=op.f("fk_objection_text_uid")),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_objection")),
        sa.UniqueConstraint("uid", "city", name=op.f("uq_objection_uid_city")),
        info={"retention": "case", "append_only": False},
    )
    op.create_table(
        "screening",
        sa.Column("city", sa.String(length=12), nullable=False),
        sa.Column("application_uid", sa.String(length=22), nullable=False),
        sa.Column("legal_day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("facts_sealed", sa.Text(), nullable=False),
        sa.Column("policy", sa.String(length=64), nullable=False),
        sa.Column("findings_sealed", sa.Text(), nullable=False),
        sa.Column("klass", sa.String(length=4), nullable=True),
        sa.Column("groups", sa.Text(), nullable=False),
        sa.Column("met", sa.Integer(), nullable=False),
        sa.Column("not_met", sa.Integer(), nullable=False),
        sa.Column("unknown", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_uid", "city"],
            ["application.uid", "application.city"],
            name=op.f("fk_screening_application_uid_city"),
        ),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_screening")),
        info={"retention": "record", "append_only": True},
    )
    with op.batch_alter_table("screening", schema=None) as batch_op:
        batch_op.create_index("ix_screening_application", ["application_uid", "at"], unique=False)

    op.create_table(
        "signature",
        sa.Column("city", sa.String(length=12), nullable=False),
        sa.Column("application_uid", sa.String(length=22), nullable=False),
        sa.Column("person_uid", sa.String(length=22), nullable=False),
        sa.Column("route", sa.String(length=12), nullable=False),
        sa.Column("text_version", sa.String(length=40), nullable=False),
        sa.Column("text_hash", sa.String(length=64), nullable=False),
        sa.Column("how", sa.String(length=10), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_uid", "city"],
            ["application.uid", "application.city"],
            name=op.f("fk_signature_application_uid_city"),
        ),
        sa.ForeignKeyConstraint(
            ["person_uid"], ["person.uid"], name=op.f("fk_signature_person_uid")
        ),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_signature")),
        info={"retention": "record", "append_only": True},
    )
    op.create_table(
        "stage_record",
        sa.Column("city", sa.String(length=12), nullable=False),
        sa.Column("application_uid", sa.String(length=22), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=30), nullable=False),
        sa.Column("role", sa.String(length=30), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("deadline_uid", sa.String(length=22), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.Column("by_uid", sa.String(length=22), nullable=True),
        sa.Column("payload_uid", sa.String(length=22), nullable=True),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_uid", "city"],
            ["application.uid", "application.city"],
            name=op.f("fk_stage_record_application_uid_city"),
        ),
        sa.ForeignKeyConstraint(["by_uid"], ["staff.uid"], name=op.f("fk_stage_record_by_uid")),
        sa.ForeignKeyConstraint(
            ["deadline_uid"], ["deadline.uid"], name=op.f("fk_stage_record_deadline_uid")
        ),
        sa.ForeignKeyConstraint(
            ["payload_uid"], ["payload.uid"], name=op.f("fk_stage_record_payload_uid")
        ),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_stage_record")),
        info={"retention": "case", "append_only": False},
    )
    with op.batch_alter_table("stage_record", schema=None) as batch_op:
        batch_op.create_index(
            "ix_stage_record_application", ["application_uid", "round"], unique=False
        )

    op.create_table(
        "subsidy_return_oddity",
        sa.Column("city", sa.String(length=12), nullable=False),
        sa.Column("run_uid", sa.String(length=22), nullable=False),
        sa.Column("file_uid", sa.String(length=22), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("seq", sa.String(length=20), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.Column("settled_by", sa.String(length=22), nullable=True),
        sa.Column("finding", sa.String(length=30), nullable=True),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_uid", "city"],
            ["subsidy_return.uid", "subsidy_return.city"],
            name=op.f("fk_subsidy_return_oddity_file_uid_city"),
        ),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_subsidy_return_oddity")),
        sa.UniqueConstraint(
            "file_uid", "line", name=op.f("uq_subsidy_return_oddity_file_uid_line")
        ),
        info={"retention": "record", "append_only": False},
    )
    with op.batch_alter_table("subsidy_return_oddity", schema=None) as batch_op:
        batch_op.create_index("ix_subsidy_return_oddity_run", ["run_uid"], unique=False)

    op.create_table(
        "supplement",
        sa.Column("city", sa.String(length=12), nullable=False),
        sa.Column("application_uid", sa.String(length=22), nullable=False),
        sa.Column("items_uid", sa.String(length=22), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("asked_by", sa.String(length=22), nullable=False),
        sa.Column("deadline_uid", sa.String(length=22), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("answer_uid", sa.String(length=22), nullable=True),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(
            ["answer_uid"], ["payload.uid"], name=op.f("fk_supplement_answer_uid")
        ),
        sa.ForeignKeyConstraint(
            ["application_uid", "city"],
            ["application.uid", "application.city"],
            name=op.f("fk_supplement_application_uid_city"),
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["staff.uid"], name=op.f("fk_supplement_asked_by")),
        sa.ForeignKeyConstraint(
            ["deadline_uid"], ["deadline.uid"], name=op.f("fk_supplement_deadline_uid")
        ),
        sa.ForeignKeyConstraint(
            ["items_uid"], ["payload.uid"], name=op.f("fk_supplement_items_uid")
        ),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_supplement")),
        sa.UniqueConstraint("application_uid", name=op.f("uq_supplement_application_uid")),
        info={"retention": "case", "append_only": False},
    )
    op.create_table(
        "waitlist_entry",
        sa.Column("city", sa.String(length=12), nullable=False),
        sa.Column("place", sa.String(length=12), nullable=False),
        sa.Column("queue_uid", sa.String(length=22), nullable=False),
        sa.Column("household_uid", sa.String(length=22), nullable=False),
        sa.Column("person_uid", sa.String(length=22), nullable=False),
        sa.Column("application_uid", sa.String(length=22), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("number_year", sa.Integer(), nullable=False),
        sa.Column("number_n", sa.Integer(), nullable=False),
        sa.Column("klass", sa.String(length=4), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("groups", sa.Text(), nullable=False),
        sa.Column("priority", sa.Boolean(), nullable=False),
        sa.Column("approved_on", sa.Date(), nullable=False),
        sa.Column("registered_on", sa.Date(), nullable=False),
        sa.Column("submitted_on", sa.Date(), nullable=False),
        sa.Column("confirmed_on", sa.Date(), nullable=False),
        sa.Column("qualified_until", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=30), nullable=False),
        sa.Column("ord", sa.LargeBinary(length=32), nullable=True),
        sa.Column("policy", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_uid"], ["application.uid"], name=op.f("fk_waitlist_entry_application_uid")
        ),
        sa.ForeignKeyConstraint(["city"], ["region.code"], name=op.f("fk_waitlist_entry_city")),
        sa.ForeignKeyConstraint(
            ["household_uid"], ["household.uid"], name=op.f("fk_waitlist_entry_household_uid")
        ),
        sa.ForeignKeyConstraint(
            ["person_uid"], ["person.uid"], name=op.f("fk_waitlist_entry_person_uid")
        ),
        sa.ForeignKeyConstraint(["place"], ["region.code"], name=op.f("fk_waitlist_entry_place")),
        sa.ForeignKeyConstraint(
            ["queue_uid", "city"],
            ["waitlist_queue.uid", "waitlist_queue.city"],
            name=op.f("fk_waitlist_entry_queue_uid_city"),
        ),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_waitlist_entry")),
        sa.UniqueConstraint("application_uid", name=op.f("uq_waitlist_entry_application_uid")),
        sa.UniqueConstraint("number", name=op.f("uq_waitlist_entry_number")),
        sa.UniqueConstraint("uid", "city", name=op.f("uq_waitlist_entry_uid_city")),
        info={"retention": "record", "append_only": False},
    )
    with op.batch_alter_table("waitlist_entry", schema=None) as batch_op:
        batch_op.create_index("ix_waitlist_entry_household", ["household_uid"], unique=False)
        batch_op.create_index("ix_waitlist_entry_person", ["person_uid"], unique=False)
        batch_op.create_index(
            "ix_waitlist_entry_queue_state", ["queue_uid", "state", "number"], unique=False
        )
        batch_op.create_index("uq_waitlist_entry_ord", ["queue_uid", "ord"], unique=True)

    op.create_table(
        "waitlist_public_line",
        sa.Column("list_uid", sa.String(length=22), nullable=False),
        sa.Column("rank", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("queue_number", sa.String(length=20), nullable=False),
        sa.Column("masked_name", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("klass", sa.String(length=4), nullable=False),
        sa.ForeignKeyConstraint(
            ["list_uid"], ["waitlist_public.uid"], name=op.f("fk_waitlist_public_line_list_uid")
        ),
        sa.PrimaryKeyConstraint("list_uid", "rank", name=op.f("pk_waitlist_public_line")),
        info={"retention": "record", "append_only": True},
    )
    with op.batch_alter_table("waitlist_public_line", schema=None) as batch_op:
        batch_op.create_index(
            "ix_waitlist_public_line_number", ["list_uid", "queue_number"], unique=False
        )

    op.create_table(
        "agreement_member",
        sa.Column("agreement_uid", sa.String(length=22), nullable=False),
        sa.Column("city", sa.String(length=12), nullable=False),
        sa.Column("person_uid", sa.String(length=22), nullable=False),
        sa.Column("relation", sa.String(length=12), nullable=False),
        sa.Column("adult", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(
            ["agreement_uid", "city"],
            ["agreement.uid", "agreement.city"],
            name=op.f("fk_agreement_member_agreement_uid_city"),
        ),
        sa.ForeignKeyConstraint(
            ["person_uid"], ["person.uid"], name=op.f("fk_agreement_member_person_uid")
        ),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_agreement_member")),
        sa.UniqueConstraint(
            "agreement_uid", "person_uid", name=op.f("uq_agreement_member_agreement_uid_person_uid")
        ),
        info={"retention": "record", "append_only": True},
    )
    op.create_table(
        "agreement_terms",
        sa.Column("city", sa.String(length=12), nullable=False),
        sa.Column("agreement_uid", sa.String(length=22), nullable=False),
        sa.Column("from_month", sa.String(length=7), nullable=False),
        sa.Column("basis", sa.JSON(), nullable=False),
        sa.Column("fen", sa.Integer(), nullable=False),
        sa.Column("working", sa.JSON(), nullable=False),
        sa.Column("policy", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=30), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_uid", sa.String(length=22), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.CheckConstraint("fen >= 0", name=op.f("ck_agreement_terms_amount")),
        sa.ForeignKeyConstraint(
            ["agreement_uid", "city"],
            ["agreement.uid", "agreement.city"],
            name=op.f("fk_agreement_terms_agreement_uid_city"),
        ),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_agreement_terms")),
        info={"retention": "record", "append_only": True},
    )
    with op.batch_alter_table("agreement_terms", schema=None) as batch_op:
        batch_op.create_index(
            "ix_agreement_terms_agreement", ["agreement_uid", "from_month"], unique=False
        )

    op.create_table(
        "allocation_candidate",
        sa.Column("city", sa.String(length=12), nullable=False),
        sa.Column("place", sa.String(length=12), nullable=False),
        sa.Column("plan_uid", sa.String(length=22), nullable=False),
        sa.Column("entry_uid", sa.String(length=22), nullable=False),
        sa.Column("household_uid", sa.String(length=22), nullable=False),
        sa.Column("person_uid", sa.String(length=22), nullable=False),
        sa.Column("application_uid", sa.String(length=22), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("layout", sa.String(length=12), nullable=False),
        sa.Column("registered_on", sa.Date(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("proposal", sa.String(length=20), nullable=False),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.Column("policy", sa.String(length=64), nullable=False),
        sa.Column("examined_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_uid"],
            ["application.uid"],
            name=op.f("fk_allocation_candidate_application_uid"),
        ),
        sa.ForeignKeyConstraint(
            ["entry_uid"], ["waitlist_entry.uid"], name=op.f("fk_allocation_candidate_entry_uid")
        ),
        sa.ForeignKeyConstraint(
            ["household_uid"], ["household.uid"], name=op.f("fk_allocation_candidate_household_uid")
        ),
        sa.ForeignKeyConstraint(
            ["person_uid"], ["person.uid"], name=op.f("fk_allocation_candidate_person_uid")
        ),
        sa.ForeignKeyConstraint(
            ["place"], ["region.code"], name=op.f("fk_allocation_candidate_place")
        ),
        sa.ForeignKeyConstraint(
            ["plan_uid", "city"],
            ["allocation_plan.uid", "allocation_plan.city"],
            name=op.f("fk_allocation_candidate_plan_uid_city"),
        ),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_allocation_candidate")),
        sa.UniqueConstraint(
            "plan_uid", "entry_uid", name=op.f("uq_allocation_candidate_plan_uid_entry_uid")
        ),
        sa.UniqueConstraint("uid", "city", name=op.f("uq_allocation_candidate_uid_city")),
        info={"retention": "record", "append_only": False},
    )
    with op.batch_alter_table("allocation_candidate", schema=None) as batch_op:
        batch_op.create_index("ix_allocation_candidate_household", ["household_uid"], unique=False)

    op.create_table(
        "bar_mark",
        sa.Column("city", sa.String(length=12), nullable=False),
        sa.Column("bar_uid", sa.String(length=22), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("legal_day", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(length=60), nullable=False),
        sa.Column("by_uid", sa.String(length=22), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(["bar_uid"], ["bar.uid"], name=op.f("fk_bar_mark_bar_uid")),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_bar_mark")),
        sa.UniqueConstraint("bar_uid", "kind", name=op.f("uq_bar_mark_bar_uid_kind")),
        info={"retention": "record", "append_only": True},
    )
    op.create_table(
        "decision",
        sa.Column("city", sa.String(length=12), nullable=False),
        sa.Column("application_uid", sa.String(length=22), nullable=False),
        sa.Column("screening_uid", sa.String(length=22), nullable=False),
        sa.Column("verb", sa.String(length=20), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("policy", sa.String(length=64), nullable=False),
        sa.Column("legal_day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_uid", sa.String(length=22), nullable=False),
        sa.Column("payload_uid", sa.String(length=22), nullable=True),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_uid", "city"],
            ["application.uid", "application.city"],
            name=op.f("fk_decision_application_uid_city"),
        ),
        sa.ForeignKeyConstraint(["by_uid"], ["staff.uid"], name=op.f("fk_decision_by_uid")),
        sa.ForeignKeyConstraint(
            ["payload_uid"], ["payload.uid"], name=op.f("fk_decision_payload_uid")
        ),
        sa.ForeignKeyConstraint(
            ["screening_uid"], ["screening.uid"], name=op.f("fk_decision_screening_uid")
        ),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_decision")),
        info={"retention": "record", "append_only": True},
    )
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.create_index("ix_decision_application", ["application_uid"], unique=False)

    op.create_table(
        "lease_member",
        sa.Column("lease_uid", sa.String(length=22), nullable=False),
        sa.Column("city", sa.String(length=12), nullable=False),
        sa.Column("person_uid", sa.String(length=22), nullable=False),
        sa.Column("relation", sa.String(length=12), nullable=False),
        sa.Column("adult", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(
            ["lease_uid", "city"],
            ["lease.uid", "lease.city"],
            name=op.f("fk_lease_member_lease_uid_city"),
        ),
        sa.ForeignKeyConstraint(
            ["person_uid"], ["person.uid"], name=op.f("fk_lease_member_person_uid")
        ),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_lease_member")),
        sa.UniqueConstraint(
            "lease_uid", "person_uid", name=op.f("uq_lease_member_lease_uid_person_uid")
        ),
        info={"retention": "record", "append_only": True},
    )
    op.create_table(
        "payee",
        sa.Column("city", sa.String(length=12), nullable=False),
        sa.Column("agreement_uid", sa.String(length=22), nullable=False),
        sa.Column("person_uid", sa.String(length=22), nullable=False),
        sa.Column("standing", sa.String(length=10), nullable=False),
        sa.Column("bank", sa.String(length=60), nullable=False),
        sa.Column("account_sealed", sa.Text(), nullable=False),
        sa.Column("account_blind", sa.String(length=64), nullable=False),
        sa.Column("tail", sa.String(length=4), nullable=False),
        sa.Column("holder_sealed", sa.Text(), nullable=False),
        sa.Column("named_by", sa.String(length=22), nullable=False),
        sa.Column("named_on", sa.Date(), nullable=False),
        sa.Column("settled_by", sa.String(length=22), nullable=True),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.CheckConstraint(
            "standing IN ('asked','current','former','refused')", name=op.f("ck_payee_standing")
        ),
        sa.CheckConstraint(
            "settled_by IS NULL OR settled_by <> named_by", name=op.f("ck_payee_second_person")
        ),
        sa.ForeignKeyConstraint(
            ["agreement_uid", "city"],
            ["agreement.uid", "agreement.city"],
            name=op.f("fk_payee_agreement_uid_city"),
        ),
        sa.ForeignKeyConstraint(["person_uid"], ["person.uid"], name=op.f("fk_payee_person_uid")),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_payee")),
        info={"retention": "record", "append_only": False},
    )
    with op.batch_alter_table("payee", schema=None) as batch_op:
        batch_op.create_index("ix_payee_account_blind", ["account_blind"], unique=False)
        batch_op.create_index(
            "uq_payee_asked",
            ["agreement_uid"],
            unique=True,
            sqlite_where=sa.text("standing = 'asked'"),
            postgresql_where=sa.text("standing = 'asked'"),
        )
        batch_op.create_index(
            "uq_payee_current",
            ["agreement_uid"],
            unique=True,
            sqlite_where=sa.text("standing = 'current'"),
            postgresql_where=sa.text("standing = 'current'"),
        )

    op.create_table(
        "queue_move",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("city", sa.String(length=12), nullable=False),
        sa.Column("queue_uid", sa.String(length=22), nullable=False),
        sa.Column("entry_uid", sa.String(length=22), nullable=False),
        sa.Column("legal_day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("from_ord", sa.LargeBinary(length=32), nullable=True),
        sa.Column("to_ord", sa.LargeBinary(length=32), nullable=True),
        sa.Column("reason", sa.String(length=30), nullable=False),
        sa.Column("step", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["entry_uid", "city"],
            ["waitlist_entry.uid", "waitlist_entry.city"],
            name=op.f("fk_queue_move_entry_uid_city"),
        ),
        sa.ForeignKeyConstraint(
            ["queue_uid", "city"],
            ["waitlist_queue.uid", "waitlist_queue.city"],
            name=op.f("fk_queue_move_queue_uid_city"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_queue_move")),
        info={"retention": "record", "append_only": True},
    )
    with op.batch_alter_table("queue_move", schema=None) as batch_op:
        batch_op.create_index("ix_queue_move_entry", ["entry_uid", "id"], unique=False)
        batch_op.create_index("ix_queue_move_queue", ["queue_uid", "id"], unique=False)

    op.create_table(
        "rent_bill",
        sa.Column("city", sa.String(length=12), nullable=False),
        sa.Column("lease_uid", sa.String(length=22), nullable=False),
        sa.Column("person_uid", sa.String(length=22), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("fen", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("of_days", sa.Integer(), nullable=False),
        sa.Column("working", sa.JSON(), nullable=False),
        sa.Column("policy", sa.String(length=64), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("billed_on", sa.Date(), nullable=False),
        sa.Column("transfer_uid", sa.String(length=22), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.CheckConstraint("kind IN ('rent', 'hold_over')", name=op.f("ck_rent_bill_kind")),
        sa.CheckConstraint("fen > 0", name=op.f("ck_rent_bill_positive")),
        sa.ForeignKeyConstraint(
            ["lease_uid", "city"],
            ["lease.uid", "lease.city"],
            name=op.f("fk_rent_bill_lease_uid_city"),
        ),
        sa.ForeignKeyConstraint(
            ["person_uid"], ["person.uid"], name=op.f("fk_rent_bill_person_uid")
        ),
        sa.ForeignKeyConstraint(
            ["transfer_uid"], ["ledger_transfer.uid"], name=op.f("fk_rent_bill_transfer_uid")
        ),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_rent_bill")),
        sa.UniqueConstraint(
            "lease_uid", "month", "kind", name=op.f("uq_rent_bill_lease_uid_month_kind")
        ),
        sa.UniqueConstraint("uid", "city", name=op.f("uq_rent_bill_uid_city")),
        info={"retention": "record", "append_only": True},
    )
    op.create_table(
        "review",
        sa.Column("city", sa.String(length=12), nullable=False),
        sa.Column("place", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("trigger", sa.String(length=10), nullable=False),
        sa.Column("holding_uid", sa.String(length=22), nullable=False),
        sa.Column("household_uid", sa.String(length=22), nullable=False),
        sa.Column("person_uid", sa.String(length=22), nullable=False),
        sa.Column("lease_uid", sa.String(length=22), nullable=True),
        sa.Column("agreement_uid", sa.String(length=22), nullable=True),
        sa.Column("named", sa.JSON(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("proposal", sa.String(length=10), nullable=True),
        sa.Column("grounds", sa.JSON(), nullable=False),
        sa.Column("drafted_by", sa.String(length=22), nullable=True),
        sa.Column("drafted_on", sa.Date(), nullable=True),
        sa.Column("notice_uid", sa.String(length=22), nullable=True),
        sa.Column("served_by", sa.String(length=22), nullable=True),
        sa.Column("served_on", sa.Date(), nullable=True),
        sa.Column("move_by", sa.Date(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("hold_over_on", sa.Date(), nullable=True),
        sa.Column("handed_back_on", sa.Date(), nullable=True),
        sa.Column("unit_uid", sa.String(length=22), nullable=True),
        sa.Column("keys_back", sa.Integer(), nullable=True),
        sa.Column("water", sa.Integer(), nullable=True),
        sa.Column("electricity", sa.Integer(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.CheckConstraint(
            "(lease_uid IS NULL) <> (agreement_uid IS NULL)", name=op.f("ck_review_holding")
        ),
        sa.ForeignKeyConstraint(
            ["agreement_uid"], ["agreement.uid"], name=op.f("fk_review_agreement_uid")
        ),
        sa.ForeignKeyConstraint(["city"], ["region.code"], name=op.f("fk_review_city")),
        sa.ForeignKeyConstraint(
            ["household_uid"], ["household.uid"], name=op.f("fk_review_household_uid")
        ),
        sa.ForeignKeyConstraint(["lease_uid"], ["lease.uid"], name=op.f("fk_review_lease_uid")),
        sa.ForeignKeyConstraint(["notice_uid"], ["payload.uid"], name=op.f("fk_review_notice_uid")),
        sa.ForeignKeyConstraint(["person_uid"], ["person.uid"], name=op.f("fk_review_person_uid")),
        sa.ForeignKeyConstraint(["place"], ["region.code"], name=op.f("fk_review_place")),
        sa.ForeignKeyConstraint(["unit_uid"], ["unit.uid"], name=op.f("fk_review_unit_uid")),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_review")),
        sa.UniqueConstraint("uid", "city", name=op.f("uq_review_uid_city")),
        info={"retention": "record", "append_only": False},
    )
    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.create_index("ix_review_city_state", ["city", "state"], unique=False)
        batch_op.create_index("ix_review_household", ["household_uid"], unique=False)
        batch_op.create_index(
            "uq_review_open",
            ["holding_uid"],
            unique=True,
            sqlite_where=sa.text("state NOT IN ('confirmed', 'closed')"),
            postgresql_where=sa.text("state NOT IN ('confirmed', 'closed')"),
        )

    op.create_table(
        "subsidy_hold",
        sa.Column("city", sa.String(length=12), nullable=False),
        sa.Column("run_uid", sa.String(length=22), nullable=False),
        sa.Column("agreement_uid", sa.String(length=22), nullable=False),
        sa.Column("person_uid", sa.String(length=22), nullable=False),
        sa.Column("reason", sa.String(length=24), nullable=False),
        sa.Column("fen", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(
            ["agreement_uid"], ["agreement.uid"], name=op.f("fk_subsidy_hold_agreement_uid")
        ),
        sa.ForeignKeyConstraint(
            ["person_uid"], ["person.uid"], name=op.f("fk_subsidy_hold_person_uid")
        ),
        sa.ForeignKeyConstraint(
            ["run_uid", "city"],
            ["subsidy_run.uid", "subsidy_run.city"],
            name=op.f("fk_subsidy_hold_run_uid_city"),
        ),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_subsidy_hold")),
        sa.UniqueConstraint(
            "run_uid", "agreement_uid", name=op.f("uq_subsidy_hold_run_uid_agreement_uid")
        ),
        info={"retention": "record", "append_only": True},
    )
    op.create_table(
        "subsidy_recovery",
        sa.Column("city", sa.String(length=12), nullable=False),
        sa.Column("place", sa.String(length=12), nullable=False),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("agreement_uid", sa.String(length=22), nullable=False),
        sa.Column("household_uid", sa.String(length=22), nullable=False),
        sa.Column("person_uid", sa.String(length=22), nullable=False),
        sa.Column("ground", sa.String(length=30), nullable=False),
        sa.Column("clause", sa.String(length=200), nullable=False),
        sa.Column("policy", sa.String(length=64), nullable=False),
        sa.Column("reasons_uid", sa.String(length=22), nullable=False),
        sa.Column("fen", sa.Integer(), nullable=False),
        sa.Column("way", sa.String(length=10), nullable=False),
        sa.Column("proposed_by", sa.String(length=22), nullable=False),
        sa.Column("proposed_on", sa.Date(), nullable=False),
        sa.Column("decided_by", sa.String(length=22), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.Column("revoked_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.CheckConstraint("way IN ('set_off', 'pay_back')", name=op.f("ck_subsidy_recovery_way")),
        sa.CheckConstraint(
            "decided_by IS NULL OR decided_by <> proposed_by",
            name=op.f("ck_subsidy_recovery_two_people"),
        ),
        sa.CheckConstraint("fen > 0", name=op.f("ck_subsidy_recovery_positive")),
        sa.ForeignKeyConstraint(
            ["agreement_uid", "city"],
            ["agreement.uid", "agreement.city"],
            name=op.f("fk_subsidy_recovery_agreement_uid_city"),
        ),
        sa.ForeignKeyConstraint(["city"], ["region.code"], name=op.f("fk_subsidy_recovery_city")),
        sa.ForeignKeyConstraint(
            ["household_uid"], ["household.uid"], name=op.f("fk_subsidy_recovery_household_uid")
        ),
        sa.ForeignKeyConstraint(
            ["person_uid"], ["person.uid"], name=op.f("fk_subsidy_recovery_person_uid")
        ),
        sa.ForeignKeyConstraint(["place"], ["region.code"], name=op.f("fk_subsidy_recovery_place")),
        sa.ForeignKeyConstraint(
            ["reasons_uid"], ["payload.uid"], name=op.f("fk_subsidy_recovery_reasons_uid")
        ),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_subsidy_recovery")),
        sa.UniqueConstraint("number", name=op.f("uq_subsidy_recovery_number")),
        sa.UniqueConstraint("uid", "city", name=op.f("uq_subsidy_recovery_uid_city")),
        info={"retention": "record", "append_only": False},
    )
    with op.batch_alter_table("subsidy_recovery", schema=None) as batch_op:
        batch_op.create_index(
            "ix_subsidy_recovery_agreement", ["agreement_uid", "state"], unique=False
        )
        batch_op.create_index("ix_subsidy_recovery_city_state", ["city", "state"], unique=False)
        batch_op.create_index("ix_subsidy_recovery_place_state", ["place", "state"], unique=False)

    op.create_table(
        "allocation_offer",
        sa.Column("city", sa.String(length=12), nullable=False),
        sa.Column("place", sa.String(length=12), nullable=False),
        sa.Column("plan_uid", sa.String(length=22), nullable=False),
        sa.Column("candidate_uid", sa.String(length=22), nullable=False),
        sa.Column("unit_uid", sa.String(length=22), nullable=False),
        sa.Column("household_uid", sa.String(length=22), nullable=False),
        sa.Column("person_uid", sa.String(length=22), nullable=False),
        sa.Column("entry_uid", sa.String(length=22), nullable=False),
        sa.Column("application_uid", sa.String(length=22), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("policy", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_uid"],
            ["application.uid"],
            name=op.f("fk_allocation_offer_application_uid"),
        ),
        sa.ForeignKeyConstraint(
            ["candidate_uid", "city"],
            ["allocation_candidate.uid", "allocation_candidate.city"],
            name=op.f("fk_allocation_offer_candidate_uid_city"),
        ),
        sa.ForeignKeyConstraint(
            ["entry_uid"], ["waitlist_entry.uid"], name=op.f("fk_allocation_offer_entry_uid")
        ),
        sa.ForeignKeyConstraint(
            ["household_uid"], ["household.uid"], name=op.f("fk_allocation_offer_household_uid")
        ),
        sa.ForeignKeyConstraint(
            ["person_uid"], ["person.uid"], name=op.f("fk_allocation_offer_person_uid")
        ),
        sa.ForeignKeyConstraint(["place"], ["region.code"], name=op.f("fk_allocation_offer_place")),
        sa.ForeignKeyConstraint(
            ["plan_uid", "city"],
            ["allocation_plan.uid", "allocation_plan.city"],
            name=op.f("fk_allocation_offer_plan_uid_city"),
        ),
        sa.ForeignKeyConstraint(
            ["unit_uid"], ["unit.uid"], name=op.f("fk_allocation_offer_unit_uid")
        ),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_allocation_offer")),
        sa.UniqueConstraint("uid", "city", name=op.f("uq_allocation_offer_uid_city")),
        info={"retention": "record", "append_only": False},
    )
    with op.batch_alter_table("allocation_offer", schema=None) as batch_op:
        batch_op.create_index("ix_allocation_offer_entry", ["entry_uid"], unique=False)
        batch_op.create_index("ix_allocation_offer_household", ["household_uid"], unique=False)
        batch_op.create_index("ix_allocation_offer_plan", ["plan_uid", "unit_uid"], unique=False)
        batch_op.create_index(
            "uq_allocation_offer_open_household",
            ["household_uid"],
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )

    op.create_table(
        "examination",
        sa.Column("city", sa.String(length=12), nullable=False),
        sa.Column("review_uid", sa.String(length=22), nullable=False),
        sa.Column("legal_day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("facts_sealed", sa.Text(), nullable=False),
        sa.Column("findings_sealed", sa.Text(), nullable=False),
        sa.Column("policy", sa.String(length=64), nullable=False),
        sa.Column("region", sa.String(length=12), nullable=False),
        sa.Column("klass", sa.String(length=4), nullable=False),
        sa.Column("proposal", sa.String(length=10), nullable=False),
        sa.Column("failing", sa.JSON(), nullable=False),
        sa.Column("met", sa.Integer(), nullable=False),
        sa.Column("not_met", sa.Integer(), nullable=False),
        sa.Column("unknown", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(
            ["review_uid", "city"],
            ["review.uid", "review.city"],
            name=op.f("fk_examination_review_uid_city"),
        ),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_examination")),
        info={"retention": "record", "append_only": True},
    )
    with op.batch_alter_table("examination", schema=None) as batch_op:
        batch_op.create_index("ix_examination_review", ["review_uid", "at"], unique=False)

    op.create_table(
        "rent_cancelled",
        sa.Column("city", sa.String(length=12), nullable=False),
        sa.Column("bill_uid", sa.String(length=22), nullable=False),
        sa.Column("reason", sa.String(length=30), nullable=False),
        sa.Column("by_uid", sa.String(length=22), nullable=False),
        sa.Column("legal_day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("transfer_uid", sa.String(length=22), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(
            ["bill_uid", "city"],
            ["rent_bill.uid", "rent_bill.city"],
            name=op.f("fk_rent_cancelled_bill_uid_city"),
        ),
        sa.ForeignKeyConstraint(
            ["transfer_uid"], ["ledger_transfer.uid"], name=op.f("fk_rent_cancelled_transfer_uid")
        ),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_rent_cancelled")),
        sa.UniqueConstraint("bill_uid", name=op.f("uq_rent_cancelled_bill_uid")),
        info={"retention": "record", "append_only": True},
    )
    op.create_table(
        "rent_payment",
        sa.Column("city", sa.String(length=12), nullable=False),
        sa.Column("bill_uid", sa.String(length=22), nullable=False),
        sa.Column("fen", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(length=12), nullable=False),
        sa.Column("receipt", sa.String(length=30), nullable=False),
        sa.Column("taken_by", sa.String(length=22), nullable=False),
        sa.Column("legal_day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("transfer_uid", sa.String(length=22), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.CheckConstraint("fen > 0", name=op.f("ck_rent_payment_positive")),
        sa.ForeignKeyConstraint(
            ["bill_uid", "city"],
            ["rent_bill.uid", "rent_bill.city"],
            name=op.f("fk_rent_payment_bill_uid_city"),
        ),
        sa.ForeignKeyConstraint(
            ["transfer_uid"], ["ledger_transfer.uid"], name=op.f("fk_rent_payment_transfer_uid")
        ),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_rent_payment")),
        sa.UniqueConstraint("receipt", name=op.f("uq_rent_payment_receipt")),
        info={"retention": "record", "append_only": True},
    )
    with op.batch_alter_table("rent_payment", schema=None) as batch_op:
        batch_op.create_index("ix_rent_payment_bill", ["bill_uid"], unique=False)

    op.create_table(
        "subsidy_payment",
        sa.Column("city", sa.String(length=12), nullable=False),
        sa.Column("run_uid", sa.String(length=22), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("agreement_uid", sa.String(length=22), nullable=False),
        sa.Column("household_uid", sa.String(length=22), nullable=False),
        sa.Column("person_uid", sa.String(length=22), nullable=False),
        sa.Column("payee_uid", sa.String(length=22), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("klass", sa.String(length=12), nullable=False),
        sa.Column("persons", sa.Integer(), nullable=False),
        sa.Column("fen", sa.Integer(), nullable=False),
        sa.Column("working", sa.JSON(), nullable=False),
        sa.Column("policy", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("return_code", sa.String(length=40), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.CheckConstraint("fen > 0", name=op.f("ck_subsidy_payment_positive")),
        sa.ForeignKeyConstraint(
            ["agreement_uid", "city"],
            ["agreement.uid", "agreement.city"],
            name=op.f("fk_subsidy_payment_agreement_uid_city"),
        ),
        sa.ForeignKeyConstraint(
            ["household_uid"], ["household.uid"], name=op.f("fk_subsidy_payment_household_uid")
        ),
        sa.ForeignKeyConstraint(
            ["payee_uid"], ["payee.uid"], name=op.f("fk_subsidy_payment_payee_uid")
        ),
        sa.ForeignKeyConstraint(
            ["person_uid"], ["person.uid"], name=op.f("fk_subsidy_payment_person_uid")
        ),
        sa.ForeignKeyConstraint(
            ["run_uid", "city"],
            ["subsidy_run.uid", "subsidy_run.city"],
            name=op.f("fk_subsidy_payment_run_uid_city"),
        ),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_subsidy_payment")),
        sa.UniqueConstraint("run_uid", "seq", name=op.f("uq_subsidy_payment_run_uid_seq")),
        sa.UniqueConstraint("uid", "city", name=op.f("uq_subsidy_payment_uid_city")),
        info={"retention": "record", "append_only": False},
    )
    with op.batch_alter_table("subsidy_payment", schema=None) as batch_op:
        batch_op.create_index(
            "ix_subsidy_payment_agreement", ["agreement_uid", "month"], unique=False
        )
        batch_op.create_index(
            "ix_subsidy_payment_city_month", ["city", "month", "state"], unique=False
        )
        batch_op.create_index(
            "uq_subsidy_payment_live",
            ["agreement_uid", "month", "kind"],
            unique=True,
            sqlite_where=sa.text("state IN ('listed', 'sent', 'paid')"),
            postgresql_where=sa.text("state IN ('listed', 'sent', 'paid')"),
        )

    op.create_table(
        "subsidy_repayment",
        sa.Column("city", sa.String(length=12), nullable=False),
        sa.Column("recovery_uid", sa.String(length=22), nullable=False),
        sa.Column("fen", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(length=12), nullable=False),
        sa.Column("receipt", sa.String(length=30), nullable=False),
        sa.Column("taken_by", sa.String(length=22), nullable=False),
        sa.Column("legal_day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("transfer_uid", sa.String(length=22), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.CheckConstraint("fen > 0", name=op.f("ck_subsidy_repayment_positive")),
        sa.ForeignKeyConstraint(
            ["recovery_uid", "city"],
            ["subsidy_recovery.uid", "subsidy_recovery.city"],
            name=op.f("fk_subsidy_repayment_recovery_uid_city"),
        ),
        sa.ForeignKeyConstraint(
            ["transfer_uid"],
            ["ledger_transfer.uid"],
            name=op.f("fk_subsidy_repayment_transfer_uid"),
        ),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_subsidy_repayment")),
        sa.UniqueConstraint("receipt", name=op.f("uq_subsidy_repayment_receipt")),
        info={"retention": "record", "append_only": True},
    )
    with op.batch_alter_table("subsidy_repayment", schema=None) as batch_op:
        batch_op.create_index("ix_subsidy_repayment_recovery", ["recovery_uid"], unique=False)

    op.create_table(
        "allocation_waiver",
        sa.Column("city", sa.String(length=12), nullable=False),
        sa.Column("place", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("entry_uid", sa.String(length=22), nullable=False),
        sa.Column("offer_uid", sa.String(length=22), nullable=False),
        sa.Column("household_uid", sa.String(length=22), nullable=False),
        sa.Column("person_uid", sa.String(length=22), nullable=False),
        sa.Column("counted", sa.Integer(), nullable=False),
        sa.Column("clause", sa.String(length=200), nullable=False),
        sa.Column("policy", sa.String(length=64), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("statement_uid", sa.String(length=22), nullable=True),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column("decided_by", sa.String(length=22), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("reasons_uid", sa.String(length=22), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_uid"], ["waitlist_entry.uid"], name=op.f("fk_allocation_waiver_entry_uid")
        ),
        sa.ForeignKeyConstraint(
            ["household_uid"], ["household.uid"], name=op.f("fk_allocation_waiver_household_uid")
        ),
        sa.ForeignKeyConstraint(
            ["offer_uid", "city"],
            ["allocation_offer.uid", "allocation_offer.city"],
            name=op.f("fk_allocation_waiver_offer_uid_city"),
        ),
        sa.ForeignKeyConstraint(
            ["person_uid"], ["person.uid"], name=op.f("fk_allocation_waiver_person_uid")
        ),
        sa.ForeignKeyConstraint(
            ["place"], ["region.code"], name=op.f("fk_allocation_waiver_place")
        ),
        sa.ForeignKeyConstraint(
            ["reasons_uid"], ["payload.uid"], name=op.f("fk_allocation_waiver_reasons_uid")
        ),
        sa.ForeignKeyConstraint(
            ["statement_uid"], ["payload.uid"], name=op.f("fk_allocation_waiver_statement_uid")
        ),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_allocation_waiver")),
        sa.UniqueConstraint("offer_uid", name=op.f("uq_allocation_waiver_offer_uid")),
        sa.UniqueConstraint("uid", "city", name=op.f("uq_allocation_waiver_uid_city")),
        info={"retention": "record", "append_only": False},
    )
    with op.batch_alter_table("allocation_waiver", schema=None) as batch_op:
        batch_op.create_index("ix_allocation_waiver_city_state", ["city", "state"], unique=False)
        batch_op.create_index("ix_allocation_waiver_household", ["household_uid"], unique=False)
        batch_op.create_index("ix_allocation_waiver_place_state", ["place", "state"], unique=False)
        batch_op.create_index(
            "uq_allocation_waiver_open",
            ["entry_uid"],
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )

    op.create_table(
        "review_decision",
        sa.Column("city", sa.String(length=12), nullable=False),
        sa.Column("review_uid", sa.String(length=22), nullable=False),
        sa.Column("examination_uid", sa.String(length=22), nullable=True),
        sa.Column("verb", sa.String(length=16), nullable=False),
        sa.Column("grounds", sa.JSON(), nullable=False),
        sa.Column("policy", sa.String(length=64), nullable=False),
        sa.Column("legal_day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_uid", sa.String(length=22), nullable=False),
        sa.Column("payload_uid", sa.String(length=22), nullable=True),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(
            ["examination_uid"],
            ["examination.uid"],
            name=op.f("fk_review_decision_examination_uid"),
        ),
        sa.ForeignKeyConstraint(
            ["payload_uid"], ["payload.uid"], name=op.f("fk_review_decision_payload_uid")
        ),
        sa.ForeignKeyConstraint(
            ["review_uid", "city"],
            ["review.uid", "review.city"],
            name=op.f("fk_review_decision_review_uid_city"),
        ),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_review_decision")),
        info={"retention": "record", "append_only": True},
    )
    with op.batch_alter_table("review_decision", schema=None) as batch_op:
        batch_op.create_index("ix_review_decision_review", ["review_uid"], unique=False)

    op.create_table(
        "subsidy_recovery_month",
        sa.Column("city", sa.String(length=12), nullable=False),
        sa.Column("recovery_uid", sa.String(length=22), nullable=False),
        sa.Column("payment_uid", sa.String(length=22), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("fen", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.CheckConstraint("fen > 0", name=op.f("ck_subsidy_recovery_month_positive")),
        sa.ForeignKeyConstraint(
            ["payment_uid", "city"],
            ["subsidy_payment.uid", "subsidy_payment.city"],
            name=op.f("fk_subsidy_recovery_month_payment_uid_city"),
        ),
        sa.ForeignKeyConstraint(
            ["recovery_uid", "city"],
            ["subsidy_recovery.uid", "subsidy_recovery.city"],
            name=op.f("fk_subsidy_recovery_month_recovery_uid_city"),
        ),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_subsidy_recovery_month")),
        sa.UniqueConstraint(
            "recovery_uid",
            "payment_uid",
            name=op.f("uq_subsidy_recovery_month_recovery_uid_payment_uid"),
        ),
        info={"retention": "record", "append_only": True},
    )
    with op.batch_alter_table("subsidy_recovery_month", schema=None) as batch_op:
        batch_op.create_index("ix_subsidy_recovery_month_payment", ["payment_uid"], unique=False)

    op.create_table(
        "subsidy_set_off",
        sa.Column("city", sa.String(length=12), nullable=False),
        sa.Column("recovery_uid", sa.String(length=22), nullable=False),
        sa.Column("payment_uid", sa.String(length=22), nullable=False),
        sa.Column("fen", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.CheckConstraint("fen <> 0", name=op.f("ck_subsidy_set_off_something")),
        sa.ForeignKeyConstraint(
            ["payment_uid", "city"],
            ["subsidy_payment.uid", "subsidy_payment.city"],
            name=op.f("fk_subsidy_set_off_payment_uid_city"),
        ),
        sa.ForeignKeyConstraint(
            ["recovery_uid", "city"],
            ["subsidy_recovery.uid", "subsidy_recovery.city"],
            name=op.f("fk_subsidy_set_off_recovery_uid_city"),
        ),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_subsidy_set_off")),
        sa.UniqueConstraint(
            "payment_uid", "recovery_uid", name=op.f("uq_subsidy_set_off_payment_uid_recovery_uid")
        ),
        info={"retention": "record", "append_only": True},
    )
    with op.batch_alter_table("subsidy_set_off", schema=None) as batch_op:
        batch_op.create_index("ix_subsidy_set_off_recovery", ["recovery_uid"], unique=False)


def downgrade():
    with op.batch_alter_table("subsidy_set_off", schema=None) as batch_op:
        batch_op.drop_index("ix_subsidy_set_off_recovery")

    op.drop_table("subsidy_set_off")
    with op.batch_alter_table("subsidy_recovery_month", schema=None) as batch_op:
        batch_op.drop_index("ix_subsidy_recovery_month_payment")

    op.drop_table("subsidy_recovery_month")
    with op.batch_alter_table("review_decision", schema=None) as batch_op:
        batch_op.drop_index("ix_review_decision_review")

    op.drop_table("review_decision")
    with op.batch_alter_table("allocation_waiver", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_allocation_waiver_open",
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.drop_index("ix_allocation_waiver_place_state")
        batch_op.drop_index("ix_allocation_waiver_household")
        batch_op.drop_index("ix_allocation_waiver_city_state")

    op.drop_table("allocation_waiver")
    with op.batch_alter_table("subsidy_repayment", schema=None) as batch_op:
        batch_op.drop_index("ix_subsidy_repayment_recovery")

    op.drop_table("subsidy_repayment")
    with op.batch_alter_table("subsidy_payment", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_subsidy_payment_live",
            sqlite_where=sa.text("state IN ('listed', 'sent', 'paid')"),
            postgresql_where=sa.text("state IN ('listed', 'sent', 'paid')"),
        )
        batch_op.drop_index("ix_subsidy_payment_city_month")
        batch_op.drop_index("ix_subsidy_payment_agreement")

    op.drop_table("subsidy_payment")
    with op.batch_alter_table("rent_payment", schema=None) as batch_op:
        batch_op.drop_index("ix_rent_payment_bill")

    op.drop_table("rent_payment")
    op.drop_table("rent_cancelled")
    with op.batch_alter_table("examination", schema=None) as batch_op:
        batch_op.drop_index("ix_examination_review")

    op.drop_table("examination")
    with op.batch_alter_table("allocation_offer", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_allocation_offer_open_household",
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.drop_index("ix_allocation_offer_plan")
        batch_op.drop_index("ix_allocation_offer_household")
        batch_op.drop_index("ix_allocation_offer_entry")

    op.drop_table("allocation_offer")
    with op.batch_alter_table("subsidy_recovery", schema=None) as batch_op:
        batch_op.drop_index("ix_subsidy_recovery_place_state")
        batch_op.drop_index("ix_subsidy_recovery_city_state")
        batch_op.drop_index("ix_subsidy_recovery_agreement")

    op.drop_table("subsidy_recovery")
    op.drop_table("subsidy_hold")
    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_review_open",
            sqlite_where=sa.text("state NOT IN ('confirmed', 'closed')"),
            postgresql_where=sa.text("state NOT IN ('confirmed', 'closed')"),
        )
        batch_op.drop_index("ix_review_household")
        batch_op.drop_index("ix_review_city_state")

    op.drop_table("review")
    op.drop_table("rent_bill")
    with op.batch_alter_table("queue_move", schema=None) as batch_op:
        batch_op.drop_index("ix_queue_move_queue")
        batch_op.drop_index("ix_queue_move_entry")

    op.drop_table("queue_move")
    with op.batch_alter_table("payee", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_payee_current",
            sqlite_where=sa.text("standing = 'current'"),
            postgresql_where=sa.text("standing = 'current'"),
        )
        batch_op.drop_index(
            "uq_payee_asked",
            sqlite_where=sa.text("standing = 'asked'"),
            postgresql_where=sa.text("standing = 'asked'"),
        )
        batch_op.drop_index("ix_payee_account_blind")

    op.drop_table("payee")
    op.drop_table("lease_member")
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.drop_index("ix_decision_application")

    op.drop_table("decision")
    op.drop_table("bar_mark")
    with op.batch_alter_table("allocation_candidate", schema=None) as batch_op:
        batch_op.drop_index("ix_allocation_candidate_household")

    op.drop_table("allocation_candidate")
    with op.batch_alter_table("agreement_terms", schema=None) as batch_op:
        batch_op.drop_index("ix_agreement_terms_agreement")

    op.drop_table("agreement_terms")
    op.drop_table("agreement_member")
    with op.batch_alter_table("waitlist_public_line", schema=None) as batch_op:
        batch_op.drop_index("ix_waitlist_public_line_number")

    op.drop_table("waitlist_public_line")
    with op.batch_alter_table("waitlist_entry", schema=None) as batch_op:
        batch_op.drop_index("uq_waitlist_entry_ord")
        batch_op.drop_index("ix_waitlist_entry_queue_state")
        batch_op.drop_index("ix_waitlist_entry_person")
        batch_op.drop_index("ix_waitlist_entry_household")

    op.drop_table("waitlist_entry")
    op.drop_table("supplement")
    with op.batch_alter_table("subsidy_return_oddity", schema=None) as batch_op:
        batch_op.drop_index("ix_subsidy_return_oddity_run")

    op.drop_table("subsidy_return_oddity")
    with op.batch_alter_table("stage_record", schema=None) as batch_op:
        batch_op.drop_index("ix_stage_record_application")

    op.drop_table("stage_record")
    op.drop_table("signature")
    with op.batch_alter_table("screening", schema=None) as batch_op:
        batch_op.drop_index("ix_screening_application")

    op.drop_table("screening")
    op.drop_table("objection")
    with op.batch_alter_table("notice_matter", schema=None) as batch_op:
        batch_op.drop_index("ix_notice_matter_subject")
        batch_op.drop_index("ix_notice_matter_city_state")

    op.drop_table("notice_matter")
    op.drop_table("notice_entry")
    with op.batch_alter_table("manual_item", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_manual_item_open",
            sqlite_where=sa.text("closed_on IS NULL"),
            postgresql_where=sa.text("closed_on IS NULL"),
        )
        batch_op.drop_index(
            "ix_manual_item_waiting",
            sqlite_where=sa.text("closed_on IS NULL"),
            postgresql_where=sa.text("closed_on IS NULL"),
        )

    op.drop_table("manual_item")
    with op.batch_alter_table("lease", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_lease_unit",
            sqlite_where=sa.text("state IN ('drafted', 'signed', 'occupied')"),
            postgresql_where=sa.text("state IN ('drafted', 'signed', 'occupied')"),
        )
        batch_op.drop_index(
            "uq_lease_household",
            sqlite_where=sa.text("state IN ('drafted', 'signed', 'occupied')"),
            postgresql_where=sa.text("state IN ('drafted', 'signed', 'occupied')"),
        )
        batch_op.drop_index("ix_lease_place_state")
        batch_op.drop_index("ix_lease_person")
        batch_op.drop_index("ix_lease_city_state")

    op.drop_table("lease")
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.drop_index("ix_evidence_given")
        batch_op.drop_index("ix_evidence_application")

    op.drop_table("evidence")
    op.drop_table("entrustment")
    with op.batch_alter_table("duplicate_file", schema=None) as batch_op:
        batch_op.drop_index("ix_duplicate_file_place")
        batch_op.drop_index("ix_duplicate_file_application")

    op.drop_table("duplicate_file")
    with op.batch_alter_table("dispute", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_dispute_open",
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )

    op.drop_table("dispute")
    with op.batch_alter_table("credit_party", schema=None) as batch_op:
        batch_op.drop_index("ix_credit_party_person")

    op.drop_table("credit_party")
    op.drop_table("credit_officer")
    with op.batch_alter_table("credit_evidence", schema=None) as batch_op:
        batch_op.drop_index("ix_credit_evidence_case")

    op.drop_table("credit_evidence")
    with op.batch_alter_table("credit_defence", schema=None) as batch_op:
        batch_op.drop_index("ix_credit_defence_case")

    op.drop_table("credit_defence")
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.drop_index("ix_consent_application")

    op.drop_table("consent")
    with op.batch_alter_table("bar", schema=None) as batch_op:
        batch_op.drop_index("ix_bar_person")

    op.drop_table("bar")
    op.drop_table("application_member")
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.drop_index("ix_answer_application")

    op.drop_table("answer")
    with op.batch_alter_table("allocation_plan_unit", schema=None) as batch_op:
        batch_op.drop_index("ix_allocation_plan_unit_unit")

    op.drop_table("allocation_plan_unit")
    with op.batch_alter_table("agreement", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_agreement_household",
            sqlite_where=sa.text("state IN ('drafted', 'signed', 'active', 'suspended')"),
            postgresql_where=sa.text("state IN ('drafted', 'signed', 'active', 'suspended')"),
        )
        batch_op.drop_index("ix_agreement_place_state")
        batch_op.drop_index("ix_agreement_person")
        batch_op.drop_index("ix_agreement_city_state")

    op.drop_table("agreement")
    with op.batch_alter_table("after_check", schema=None) as batch_op:
        batch_op.drop_index("ix_after_check_state")

    op.drop_table("after_check")
    op.drop_table("waitlist_public")
    op.drop_table("waitlist_fence")
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.drop_index("ix_unit_estate_order")
        batch_op.drop_index("ix_unit_city_state")

    op.drop_table("unit")
    op.drop_table("subsidy_return")
    with op.batch_alter_table("review_watch", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_review_watch_live",
            sqlite_where=sa.text("ended_on IS NULL"),
            postgresql_where=sa.text("ended_on IS NULL"),
        )
        batch_op.drop_index(
            "ix_review_watch_next",
            sqlite_where=sa.text("ended_on IS NULL"),
            postgresql_where=sa.text("ended_on IS NULL"),
        )
        batch_op.drop_index("ix_review_watch_household")

    op.drop_table("review_watch")
    with op.batch_alter_table("person_document", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_person_document_valid",
            sqlite_where=sa.text("until IS NULL"),
            postgresql_where=sa.text("until IS NULL"),
        )
        batch_op.drop_index(
            "uq_person_document_next",
            sqlite_where=sa.text("until IS NULL"),
            postgresql_where=sa.text("until IS NULL"),
        )
        batch_op.drop_index("ix_person_document_person")

    op.drop_table("person_document")
    op.drop_table("monthly_report_version")
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_membership_open",
            sqlite_where=sa.text("until IS NULL"),
            postgresql_where=sa.text("until IS NULL"),
        )
        batch_op.drop_index(
            "uq_membership_compulsory",
            sqlite_where=sa.text("until IS NULL AND relation IN ('applicant', 'spouse', 'child')"),
            postgresql_where=sa.text(
                "until IS NULL AND relation IN ('applicant', 'spouse', 'child')"
            ),
        )
        batch_op.drop_index("ix_membership_person")
        batch_op.drop_index("ix_membership_household")

    op.drop_table("membership")
    with op.batch_alter_table("ledger_transfer", schema=None) as batch_op:
        batch_op.drop_index("ix_ledger_transfer_subject")
        batch_op.drop_index("ix_ledger_transfer_debit")
        batch_op.drop_index("ix_ledger_transfer_credit")

    op.drop_table("ledger_transfer")
    with op.batch_alter_table("department_notice", schema=None) as batch_op:
        batch_op.drop_index("ix_department_notice_person")

    op.drop_table("department_notice")
    with op.batch_alter_table("credit_case", schema=None) as batch_op:
        batch_op.drop_index("ix_credit_case_person")
        batch_op.drop_index("ix_credit_case_household")
        batch_op.drop_index("ix_credit_case_city_state")

    op.drop_table("credit_case")
    with op.batch_alter_table("application", schema=None) as batch_op:
        batch_op.drop_index("ix_application_household")
        batch_op.drop_index("ix_application_city_state")
        batch_op.drop_index("ix_application_applicant")

    op.drop_table("application")
    with op.batch_alter_table("allocation_plan", schema=None) as batch_op:
        batch_op.drop_index("ix_allocation_plan_city_state")

    op.drop_table("allocation_plan")
    op.drop_table("waitlist_queue")
    op.drop_table("target")
    with op.batch_alter_table("subsidy_run", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_subsidy_run_open",
            sqlite_where=sa.text("state IN ('computed', 'approved', 'sent')"),
            postgresql_where=sa.text("state IN ('computed', 'approved', 'sent')"),
        )

    op.drop_table("subsidy_run")
    op.drop_table("sealed_leaf")
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_index("ix_person_name_match")

    op.drop_table("person")
    op.drop_table("notice")
    op.drop_table("monthly_report")
    op.drop_table("ledger_account")
    with op.batch_alter_table("household", schema=None) as batch_op:
        batch_op.drop_index("ix_household_city")

    op.drop_table("household")
    op.drop_table("estate")
    with op.batch_alter_table("duty", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_duty_running",
            sqlite_where=sa.text("until IS NULL"),
            postgresql_where=sa.text("until IS NULL"),
        )
        batch_op.drop_index(
            "uq_duty_administrator",
            sqlite_where=sa.text("until IS NULL AND administrator"),
            postgresql_where=sa.text("until IS NULL AND administrator"),
        )
        batch_op.drop_index(batch_op.f("ix_duty_staff_uid"))
        batch_op.drop_index("ix_duty_role_region")

    op.drop_table("duty")
    with op.batch_alter_table("duplicate_set", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_duplicate_set_open",
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.drop_index("ix_duplicate_set_state")

    op.drop_table("duplicate_set")
    op.drop_table("check_draw")
    op.drop_table("written_language")
    with op.batch_alter_table("working_day", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_working_day_calendar_version"))

    op.drop_table("working_day")
    with op.batch_alter_table("web_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_web_session_uid"))

    op.drop_table("web_session")
    with op.batch_alter_table("view", schema=None) as batch_op:
        batch_op.drop_index("ix_view_subject")

    op.drop_table("view")
    op.drop_table("tree_node")
    op.drop_table("throttle")
    with op.batch_alter_table("step", schema=None) as batch_op:
        batch_op.drop_index("ix_step_subject")

    op.drop_table("step")
    op.drop_table("staff")
    op.drop_table("secret_message")
    with op.batch_alter_table("request_log", schema=None) as batch_op:
        batch_op.drop_index("ix_request_log_source_at")
        batch_op.drop_index("ix_request_log_person_at")
        batch_op.drop_index("ix_request_log_case_at")

    op.drop_table("request_log")
    with op.batch_alter_table("region", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_region_parent"))

    op.drop_table("region")
    with op.batch_alter_table("receipt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_receipt_person_uid"))

    op.drop_table("receipt")
    op.drop_table("policy_version")
    with op.batch_alter_table("phone", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_phone_open",
            sqlite_where=sa.text("until IS NULL"),
            postgresql_where=sa.text("until IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_phone_person_uid"))
        batch_op.drop_index(batch_op.f("ix_phone_number_blind"))

    op.drop_table("phone")
    op.drop_table("payload")
    with op.batch_alter_table("one_time_code", schema=None) as batch_op:
        batch_op.drop_index("ix_one_time_code_phone")
        batch_op.drop_index("ix_one_time_code_person")
        batch_op.drop_index("ix_one_time_code_asked")

    op.drop_table("one_time_code")
    op.drop_table("number_series")
    op.drop_table("notice_receipt")
    op.drop_table("notice_cursor")
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_message_to_post",
            sqlite_where=sa.text("channel = 'post' AND posted_on IS NULL"),
            postgresql_where=sa.text("channel = 'post' AND posted_on IS NULL"),
        )
        batch_op.drop_index("ix_message_person")

    op.drop_table("message")
    with op.batch_alter_table("mail_address", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_mail_address_proven",
            sqlite_where=sa.text("until IS NULL AND proven_at IS NOT NULL"),
            postgresql_where=sa.text("until IS NULL AND proven_at IS NOT NULL"),
        )
        batch_op.drop_index(
            "uq_mail_address_asked",
            sqlite_where=sa.text("until IS NULL AND proven_at IS NULL"),
            postgresql_where=sa.text("until IS NULL AND proven_at IS NULL"),
        )

    op.drop_table("mail_address")
    with op.batch_alter_table("leaf", schema=None) as batch_op:
        batch_op.drop_index("ix_leaf_object")

    op.drop_table("leaf")
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_index("ix_job_state_run_at")

    op.drop_table("job")
    op.drop_table("form_token")
    with op.batch_alter_table("exchange_nonce", schema=None) as batch_op:
        batch_op.drop_index("ix_exchange_nonce_until")

    op.drop_table("exchange_nonce")
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_index("ix_event_expanded_at")

    op.drop_table("event")
    op.drop_table("demo_sms")
    op.drop_table("demo_role")
    op.drop_table("demo_day")
    with op.batch_alter_table("deadline", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_deadline_open",
            sqlite_where=sa.text("closed_on IS NULL"),
            postgresql_where=sa.text("closed_on IS NULL"),
        )
        batch_op.drop_index("ix_deadline_subject_uid")
        batch_op.drop_index(
            "ix_deadline_due_open",
            sqlite_where=sa.text("closed_on IS NULL"),
            postgresql_where=sa.text("closed_on IS NULL"),
        )

    op.drop_table("deadline")
    with op.batch_alter_table("claim", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_claim_open",
            sqlite_where=sa.text("until IS NULL"),
            postgresql_where=sa.text("until IS NULL"),
        )
        batch_op.drop_index("ix_claim_holder")

    op.drop_table("claim")
    op.drop_table("checkpoint")
    with op.batch_alter_table("blob", schema=None) as batch_op:
        batch_op.drop_index("ix_blob_address")

    op.drop_table("blob")
    op.drop_table("attempt")
    with op.batch_alter_table("assurance", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assurance_person_uid"))

    op.drop_table("assurance")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION IF EXISTS anju_append_only() CASCADE")
