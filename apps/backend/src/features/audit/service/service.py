"""The audit log: events about accounts, without anything that identifies a person.

An event contains the random ids of the account and of the actor, and the network that the request
came from. It contains no e-mail address, password, token or secret, so that the log does not change
when an account is deleted.
"""

import hashlib
import ipaddress
import time
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from src.core.database import Database
from src.core.feature import Owner, Resources
from src.core.paging import CursorQuery
from src.core.postgres.query import Row
from src.features.audit.repository import repository
from src.features.audit.schemas.schemas import AuditType, ClientContext
from stylipp_schemas import AuditEventResponse, CursorPage

MINUTE_SECONDS = 60
EXPORTED_MAX = 1000
"""Maximum number of events in an export."""
TOTAL_MAX = 10_000
"""Limit for counting events."""


class AuditService:
    """`transaction` is the request's; `database` runs single statements outside of it."""

    def __init__(
        self, transaction: AsyncSession, database: Database, client: ClientContext
    ) -> None:
        self.transaction = transaction
        self.database = database
        self.client = client

    async def record(
        self,
        type_: str,
        user_id: UUID | None,
        actor_id: UUID | None = None,
        *,
        subject_id: UUID | None = None,
        method: str | None = None,
    ) -> None:
        """Record a change in its transaction: if that fails, both are rolled back. `subject_id` is
        the id of what was changed, if that is not the account itself; `method` is how a login was
        proven."""
        event = self._event(type_, user_id, actor_id)
        event |= {"subject_id": subject_id, "method": method}
        await repository.insert_event(self.transaction, event)

    async def record_failure(self, type_: str, user_id: UUID | None) -> None:
        """Record a failed attempt outside of the transaction, so that it is kept."""
        await repository.insert_event_now(self.database, self._event(type_, user_id))

    async def record_refusal(
        self,
        bucket_key: bytes,
        user_id: UUID | None,
        *,
        is_account: bool,
        type_: str = AuditType.LOGIN_REFUSED,
    ) -> None:
        """Record a refused attempt. All refusals of a type by one limit in one minute share a row with a
        count, which contains only what they have in common: the account, or else the network."""
        event = self._event(type_, user_id if is_account else None)
        event["request_id"] = None
        if is_account:
            event["ip_network"] = None
        event["id"] = _id_in_this_minute(bucket_key + type_.encode())
        await repository.insert_event_now(self.database, event)

    async def list_own(self, user_id: UUID, page: CursorQuery) -> CursorPage[AuditEventResponse]:
        """Return a page of the events that are about the account or were caused by it, newest
        first. Raises `CursorInvalid`."""
        events = await repository.list_page(self.database, user_id, page)
        return CursorPage[AuditEventResponse].model_construct(
            items=[AuditEventResponse.model_construct(**event_fields(row)) for row in events.items],
            next_cursor=events.next_cursor,
        )

    def _event(
        self, type_: str, user_id: UUID | None, actor_id: UUID | None = None
    ) -> dict[str, Any]:
        return {
            "type": type_,
            "user_id": user_id,
            "actor_id": actor_id,
            "method": None,
            "ip_network": truncated(self.client.ip),
            "request_id": self.client.request_id,
        }


def event_fields(row: Row) -> dict[str, Any]:
    """Return the fields of `AuditEventResponse` from a row of an event."""
    return {
        "id": row.id,
        "at": row.at,
        "type": row.type,
        "user_id": row.user_id,
        "actor_id": row.actor_id,
        "subject_id": row.subject_id,
        "method": row.method,
        "ip_network": row.ip_network,
        "request_id": row.request_id,
        "count": row.times,
    }


async def export_events(
    _: AsyncSession, resources: Resources, owner: Owner
) -> list[AuditEventResponse]:
    """Return the newest events that are about the account or were caused by it, newest first."""
    rows = await repository.list_events(resources.database, owner.user_id, EXPORTED_MAX)
    return [AuditEventResponse.model_construct(**event_fields(row)) for row in rows]


async def count_events(_: AsyncSession, resources: Resources, owner: Owner) -> int:
    """Return the total number of these events, counted up to `TOTAL_MAX`."""
    return await repository.count_events(resources.database, owner.user_id, TOTAL_MAX)


def truncated(ip: str | None) -> str | None:
    """Return the network of an IP address, which identifies a region and a provider but not a
    household: /24, or /48 for IPv6."""
    try:
        address = ipaddress.ip_address(ip or "")
    except ValueError:
        return None
    prefix = 24 if address.version == 4 else 48
    return str(ipaddress.ip_network((address, prefix), strict=False))


def _id_in_this_minute(subject: bytes) -> UUID:
    """Return the same id for the same subject and minute, in every process. It has version 7 like
    the others (RFC 9562 §5.7), so that events sort by it."""
    minute = int(time.time()) // MINUTE_SECONDS * MINUTE_SECONDS
    digest = hashlib.sha256(subject + minute.to_bytes(8)).digest()
    raw = bytearray((minute * 1000).to_bytes(6) + digest[:10])
    raw[6] = raw[6] & 0x0F | 0x70
    raw[8] = raw[8] & 0x3F | 0x80
    return UUID(bytes=bytes(raw))
