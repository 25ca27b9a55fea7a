"""The contract of the Stylipp API: every request and response model, and nothing else."""

from types import ModuleType as _ModuleType

from .common import *
from .export import *
from .fields import *
from .health import *
from .identity import *
from .mail import *
from .passkey import *
from .photo import *
from .session import *
from .tokens import *
from .two_step import *
from .user import *

# What the modules list in their own `__all__`.
__all__ = sorted(
    name
    for name, item in globals().items()
    if not name.startswith("_") and not isinstance(item, _ModuleType)
)
