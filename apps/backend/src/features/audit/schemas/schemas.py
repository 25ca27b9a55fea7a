"""The kinds of audit events, and what is known about the client that caused one."""

from enum import StrEnum
from typing import NamedTuple

from src.core.devices import asked_from
from stylipp_schemas import Locale


class AuditType(StrEnum):
    """The events that are recorded about accounts. Features record further ones. Earlier versions recorded
    a promotion or demotion as `role_changed`."""

    REGISTERED = "registered"
    LOGGED_IN = "logged_in"
    LOGIN_FAILED = "login_failed"
    LOGIN_REFUSED = "login_refused"
    LOGGED_OUT = "logged_out"
    SESSION_ENDED = "session_ended"
    ALL_SESSIONS_ENDED = "all_sessions_ended"
    OTHER_SESSIONS_ENDED = "other_sessions_ended"
    REFRESH_TOKEN_REUSED = "refresh_token_reused"  # noqa: S105
    PASSWORD_CHANGED = "password_changed"  # noqa: S105
    PASSWORD_RESET = "password_reset"  # noqa: S105
    EMAIL_VERIFIED = "email_verified"
    EMAIL_CHANGE_REQUESTED = "email_change_requested"
    EMAIL_CHANGE_CANCELED = "email_change_canceled"
    EMAIL_CHANGED = "email_changed"
    PROMOTED = "promoted"
    DEMOTED = "demoted"
    ACCOUNT_DISABLED = "account_disabled"
    ACCOUNT_ENABLED = "account_enabled"
    ACCOUNT_EXPORTED = "account_exported"
    ACCOUNT_DELETED = "account_deleted"
    ACCOUNT_CLAIMED = "account_claimed"
    ACCOUNT_DENIED = "account_denied"
    IDENTITY_LINKED = "identity_linked"
    IDENTITY_UNLINKED = "identity_unlinked"
    REAUTHENTICATED = "reauthenticated"
    MFA_FAILED = "mfa_failed"
    MFA_REFUSED = "mfa_refused"
    TWO_STEP_ON = "two_step_on"
    TWO_STEP_OFF = "two_step_off"
    TOTP_CONFIRMED = "totp_confirmed"
    TOTP_REMOVED = "totp_removed"
    RECOVERY_CODE_USED = "recovery_code_used"
    RECOVERY_CODES_MADE = "recovery_codes_made"
    TRUSTED_DEVICES_FORGOTTEN = "trusted_devices_forgotten"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    PASSKEY_COUNTER_REGRESSED = "passkey_counter_regressed"


class ClientContext(NamedTuple):
    """What the audit log and the sessions need to know about the client."""

    ip: str | None = None
    user_agent: str | None = None
    request_id: str | None = None
    device_token: str | None = None
    """Value of the device cookie, if the client sent one."""
    locale: Locale = Locale.ENGLISH
    """The language that the client asks for."""

    @property
    def asked_from(self) -> str | None:
        """Browser and address, for the reader of a mail that the client has asked for."""
        return asked_from(self.user_agent, self.ip)
