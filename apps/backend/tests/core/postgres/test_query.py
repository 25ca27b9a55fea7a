import pytest
from sqlalchemy import Integer, bindparam, select

from src.core.database import Database
from src.core.postgres.address import parse_database_url
from src.core.postgres.query import Query

TWICE = Query(select((bindparam("number", type_=Integer) * 2).label("twice")))


async def test_a_query_takes_values_by_name_and_gives_columns_as_attributes(
    database_url: str,
) -> None:
    database = Database(parse_database_url(database_url))
    try:
        row = await database.fetch_row(TWICE, number=21)
    finally:
        await database.dispose()
    assert row is not None
    assert row.twice == 42
    with pytest.raises(AttributeError, match="thrice"):
        _ = row.thrice


def test_a_value_that_is_missing_is_named() -> None:
    with pytest.raises(KeyError, match="number"):
        TWICE.bind({})
