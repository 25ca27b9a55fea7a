"""The wiring of the application that handles a request."""

from starlette.requests import HTTPConnection

from src.features.auth.service.wiring import Wiring


def wiring_of(connection: HTTPConnection) -> Wiring:
    wiring: Wiring = connection.app.state.wiring
    return wiring
