"""Each product and variant bears the moment of its last change: what processes keep of a shelf is brought up to date by
it. Triggers write it, so that no release, and nobody by hand, can change a shelf unnoticed."""

from __future__ import annotations

from alembic import op

from integrations.store.migrations.columns import number

revision = "0014"
down_revision = "0013"
TABLES = ("catalog_products", "catalog_variants")

THIS_TRANSACTION = """
    CREATE FUNCTION catalog_changed() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN NEW.changed_in := CAST(CAST(pg_current_xact_id() AS text) AS bigint); RETURN NEW; END $$
"""
THE_NEXT = """
    UPDATE {table} SET changed_in = 1 + max(
        coalesce((SELECT max(changed_in) FROM catalog_products WHERE shop_id = NEW.shop_id), 0),
        coalesce((SELECT max(changed_in) FROM catalog_variants WHERE shop_id = NEW.shop_id), 0)
    ) WHERE rowid = NEW.rowid;
"""


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, number("changed_in", before="0"))
    if op.get_bind().dialect.name == "postgresql":
        op.execute(THIS_TRANSACTION)
        for table in TABLES:
            op.execute(
                f"CREATE TRIGGER {table}_changed BEFORE INSERT OR UPDATE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION catalog_changed()"
            )
    else:
        for table in TABLES:
            its = THE_NEXT.format(table=table)
            op.execute(f"CREATE TRIGGER {table}_added AFTER INSERT ON {table} BEGIN {its} END")
            same = "NEW.changed_in = OLD.changed_in"
            op.execute(f"CREATE TRIGGER {table}_changed AFTER UPDATE ON {table} WHEN {same} BEGIN {its} END")


def downgrade() -> None:
    is_postgres = op.get_bind().dialect.name == "postgresql"
    for table in TABLES:
        op.execute(f"DROP TRIGGER {table}_changed" + (f" ON {table}" if is_postgres else ""))
        if not is_postgres:
            op.execute(f"DROP TRIGGER {table}_added")
        op.drop_column(table, "changed_in")
    if is_postgres:
        op.execute("DROP FUNCTION catalog_changed")
