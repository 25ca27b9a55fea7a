"""The audit log."""

from src.core.feature import Export, Feature
from src.features.audit.service.service import count_events, export_events

FEATURE = Feature(
    exports={
        "audit_events": Export("audit_events", export_events),
        "audit_events_total": Export("audit_events", count_events),
    },
    kept={"audit_events": "they identify nobody once the account is gone"},
)
