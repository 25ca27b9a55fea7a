"""All tables. Alembic compares the database with `Base.metadata`."""

from .audit_event import *
from .base import *
from .email_outbox import *
from .one_time_token import *
from .rate_limit import *
from .session import *
from .user import *
