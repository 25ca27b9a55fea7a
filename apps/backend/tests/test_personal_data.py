"""Everything that is stored about an account is exported, and goes with it: a table that no feature
mentions, or that would keep its rows, fails here by name."""

from sqlalchemy import Table

from src.application import load_features
from src.models import Base
from stylipp_schemas import AccountExportResponse

FEATURES = load_features()
EXPORTED = {export.table for feature in FEATURES for export in feature.exports.values()}
WITHHELD = {table for feature in FEATURES for table in feature.withheld}
KEPT = {table for feature in FEATURES for table in feature.kept}
TABLES = Base.metadata.tables


def references(table: Table) -> set[str]:
    return {key.column.table.name for key in table.foreign_keys}


def owned_tables() -> set[str]:
    """Return the tables with data of accounts: those that are exported, that have a column for the
    account, or that refer to a table that is owned."""
    columns = {"user_id", "owner_id", "account_id"}
    owned = EXPORTED | {name for name, table in TABLES.items() if columns & {*table.columns.keys()}}
    while more := {name for name, table in TABLES.items() if references(table) & owned} - owned:
        owned |= more
    return owned


def test_every_table_is_exported_or_says_why_not() -> None:
    for name in TABLES:
        assert name in EXPORTED | WITHHELD, (
            f"no feature exports {name}: add it to `exports`, or with a reason to `withheld`, in the "
            "`feature.py` of its feature"
        )


def test_every_row_of_an_account_is_deleted_with_it() -> None:
    for name in owned_tables() - {"users"} - KEPT:
        columns = [key.parent.name for key in TABLES[name].foreign_keys]
        assert "user_id" in columns, (
            f"{name} keeps its rows when their account is deleted: it needs a column user_id with "
            'ForeignKey("users.id", ondelete="CASCADE")'
        )
        for key in TABLES[name].foreign_keys:
            assert key.ondelete == "CASCADE", f"{key.parent} needs ondelete='CASCADE'"


def test_features_mention_only_tables_and_fields_that_exist() -> None:
    assert set(TABLES) >= EXPORTED | WITHHELD | KEPT
    fields = [name for feature in FEATURES for name in feature.exports]
    assert sorted(fields) == sorted(AccountExportResponse.model_fields)
