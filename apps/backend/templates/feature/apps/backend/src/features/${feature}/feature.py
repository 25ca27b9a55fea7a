"""${Words} of accounts."""

from src.core.feature import Export, Feature
from src.features.${feature}.router.router import router
from src.features.${feature}.service.service import export_items

FEATURE = Feature(
    routers=[router],
    tags={"${feature}": "Your ${words}."},
    exports={"${items}": Export("${items}", export_items)},
)
