"""All tables. Alembic compares the database with `Base.metadata`."""

from .audit_event import *
from .base import *
from .email_outbox import *
from .identity import *
from .login_code import *
from .one_time_token import *
from .passkey import *
from .photo import *
from .rate_limit import *
from .recovery_code import *
from .session import *
from .totp_secret import *
from .trusted_device import *
from .user import *
