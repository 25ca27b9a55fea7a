"""What an account is."""

from src.core.feature import Export, Feature
from src.features.users.service.service import export_account

FEATURE = Feature(exports={"account": Export("users", export_account)})
