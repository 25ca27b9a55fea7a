"""Mail: the outbox, its worker, and the links in its mails."""

from src.core.feature import Export, Feature, Job
from src.features.mail.service.personal_data import erase, export_codes, export_emails, export_links
from src.features.mail.service.worker import LANES, POLL_SECONDS, deliver_queued

FEATURE = Feature(
    exports={
        "pending_links": Export("one_time_tokens", export_links),
        "pending_codes": Export("login_codes", export_codes),
        "pending_emails": Export("email_outbox", export_emails),
    },
    erase=erase,
    jobs=[
        Job(f"mail {lane}", POLL_SECONDS, deliver_queued, is_per_process=True)
        for lane in range(1, LANES + 1)
    ],
)
