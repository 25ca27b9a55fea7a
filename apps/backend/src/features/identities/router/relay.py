"""Where a provider sends the browser back to: it passes the answer on to the front end's page, in the
fragment, which servers and their logs never see (docs/decisions/0027-relay.md)."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse

from src.core.errors import NotFound, error_responses
from src.features.auth.router.wiring import wiring_of
from stylipp_schemas import ProviderReturnRequest

router = APIRouter(prefix="/v1/auth/oidc", tags=["identities"])

# Neither route has a dependency: they read no cookie, session or database.


def _to_page(request: Request, provider: str, answer: ProviderReturnRequest) -> RedirectResponse:
    settings = wiring_of(request).settings
    if provider not in settings.oidc_providers:
        raise NotFound
    fragment = urlencode(answer.model_dump(exclude_none=True))
    return RedirectResponse(
        f"{settings.frontend_url.rstrip('/')}/sign-in/{provider}#{fragment}",
        status_code=303,
        headers={"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"},
    )


@router.get(
    "/{provider}/return",
    summary="Return from a provider",
    status_code=303,
    response_class=RedirectResponse,
    responses=error_responses(NotFound),
)
async def return_from_provider(
    provider: str, request: Request, answer: Annotated[ProviderReturnRequest, Query()]
) -> RedirectResponse:
    """Where the provider sends the browser back to, with its answer in the query. Redirects to the front
    end's `/sign-in/{provider}`, with the answer in the fragment."""
    return _to_page(request, provider, answer)


@router.post(
    "/{provider}/return",
    summary="Return from a provider by POST",
    status_code=303,
    response_class=RedirectResponse,
    responses=error_responses(NotFound),
)
async def return_from_provider_by_post(
    provider: str, request: Request, answer: Annotated[ProviderReturnRequest, Form()]
) -> RedirectResponse:
    """The same for a provider that sends its answer as a form (`response_mode=form_post`)."""
    return _to_page(request, provider, answer)
