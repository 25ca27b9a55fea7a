"""SQL on mailed codes. Every statement names the purpose, so that a code of one kind cannot be used as
another."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Integer,
    LargeBinary,
    Text,
    Uuid,
    and_,
    bindparam,
    delete,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from src.core.database import Database
from src.core.postgres.query import Query, Row
from src.features.mail.schemas.schemas import CodeHolder, CodePurpose
from src.models import LoginCode

_IS_VALID = (
    LoginCode.purpose == bindparam("its_purpose"),
    LoginCode.expires_at > func.now(),
    LoginCode.tries < bindparam("most_tries", type_=Integer),
)
_OF_BROWSER = LoginCode.browser_hash == bindparam("its_browser", type_=LargeBinary)
_OF_SESSION = LoginCode.session_id == bindparam("its_session", type_=Uuid)


def _take_try(holder: ColumnElement[bool]) -> Query:
    return Query(
        update(LoginCode)
        .where(*_IS_VALID, holder)
        .values(tries=LoginCode.tries + 1)
        .returning(LoginCode.id, LoginCode.code_hash, LoginCode.user_id, LoginCode.address)
    )


_TAKE_TRY_OF_BROWSER = _take_try(_OF_BROWSER)
_TAKE_TRY_OF_SESSION = _take_try(_OF_SESSION)

_FIND_BY_TOKEN = Query(
    select(LoginCode.id, LoginCode.browser_hash, LoginCode.user_id, LoginCode.address).where(
        *_IS_VALID, LoginCode.token_hash == bindparam("its_token", type_=LargeBinary)
    )
)

_LIST = Query(
    select(LoginCode.purpose, LoginCode.address, LoginCode.expires_at)
    .where(
        or_(
            LoginCode.user_id == bindparam("owner_id", type_=Uuid),
            LoginCode.address == bindparam("of_address", type_=Text),
        ),
        LoginCode.expires_at > func.now(),
    )
    .order_by(LoginCode.id)
)

_DELETE_SENT = Query(delete(LoginCode).where(LoginCode.id == bindparam("email_id", type_=Uuid)))


async def insert_code(
    transaction: AsyncSession,
    purpose: CodePurpose,
    holder: CodeHolder,
    *,
    email_id: UUID,
    user_id: UUID | None,
    address: str,
    code_hash: bytes,
    token_hash: bytes | None,
    seconds: int,
) -> bool:
    """Insert the code of an e-mail instead of the earlier one of the same browser or session; return
    False if a later e-mail already has one. It has the e-mail's id, as ids increase with time."""
    values = {
        "id": email_id,
        "purpose": purpose,
        "user_id": user_id,
        "address": address,
        "browser_hash": holder.browser_hash,
        "session_id": holder.session_id,
        "code_hash": code_hash,
        "token_hash": token_hash,
        "tries": 0,
        "expires_at": func.now() + timedelta(seconds=seconds),
    }
    column = "browser_hash" if holder.browser_hash is not None else "session_id"
    statement = insert(LoginCode).values(values)
    replaced = {
        name: statement.excluded[name] for name in values if name not in ("purpose", column)
    }
    result = await transaction.execute(
        statement.on_conflict_do_update(
            index_elements=["purpose", column],
            set_=replaced,
            where=LoginCode.id <= statement.excluded.id,
        ).returning(LoginCode.id)
    )
    return result.first() is not None


async def take_try(
    database: Database, purpose: CodePurpose, holder: CodeHolder, most_tries: int
) -> Row | None:
    """Count a try of the holder's code and read it; None if there is none, or no try is left. Committed
    before the code is compared, so that parallel tries are counted."""
    values = {"its_purpose": purpose, "most_tries": most_tries}
    if holder.browser_hash is not None:
        return await database.fetch_row(
            _TAKE_TRY_OF_BROWSER, its_browser=holder.browser_hash, **values
        )
    return await database.fetch_row(_TAKE_TRY_OF_SESSION, its_session=holder.session_id, **values)


async def find_by_token(
    database: Database, purpose: CodePurpose, token_hash: bytes, most_tries: int
) -> Row | None:
    """Read the code whose mail has this token in its link, without consuming it; None if its tries are used
    up, too."""
    values = {"its_purpose": purpose, "most_tries": most_tries}
    return await database.fetch_row(_FIND_BY_TOKEN, its_token=token_hash, **values)


async def consume(transaction: AsyncSession, purpose: CodePurpose, code_id: UUID) -> bool:
    """Consume a code: of several parallel attempts, only one succeeds."""
    result = await transaction.execute(
        delete(LoginCode)
        .where(
            LoginCode.id == code_id,
            LoginCode.purpose == purpose,
            LoginCode.expires_at > func.now(),
        )
        .returning(LoginCode.id)
        .execution_options(synchronize_session=False)
    )
    return result.first() is not None


async def delete_code(database: Database, email_id: UUID) -> None:
    """Delete the code of an e-mail that was not sent."""
    await database.fetch_rows(_DELETE_SENT, email_id=email_id)


async def delete_codes(transaction: AsyncSession, user_id: UUID, address: str) -> None:
    """Delete every code of an account, and those for its address without an account."""
    has_no_account = and_(LoginCode.user_id.is_(None), LoginCode.address == address)
    await transaction.execute(
        delete(LoginCode)
        .where(or_(LoginCode.user_id == user_id, has_no_account))
        .execution_options(synchronize_session=False)
    )


async def delete_codes_to(transaction: AsyncSession, address: str) -> None:
    """Delete every code that was mailed to an address."""
    await transaction.execute(
        delete(LoginCode)
        .where(LoginCode.address == address)
        .execution_options(synchronize_session=False)
    )


async def list_codes(database: Database, user_id: UUID, address: str) -> Sequence[Row]:
    return await database.fetch_rows(_LIST, owner_id=user_id, of_address=address)
