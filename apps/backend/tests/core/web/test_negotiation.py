"""Which form of an answer the client prefers."""

import pytest

from src.core.web.negotiation import choose_coding, prefers_html


@pytest.mark.parametrize(
    ("accept", "is_page"),
    [
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", True),
        ("text/html", True),
        ("TEXT/HTML; q=0.2, */*; q=0.1", True),
        ("text/*", True),
        ("text/html;level=1;q=0.5, application/json;q=0.4", True),
        ("", False),
        ("*/*", False),
        ("application/json", False),
        ("application/json, text/html;q=0.9", False),
        ("application/json, text/html", False),
        ("text/html;q=0", False),
        ("text/html;q=0, */*", False),
        ("text/html;q=high", False),
        ("text/html;q=nan", False),
        ("text/htmlx", False),
        (",;,=;q", False),
    ],
)
def test_html_is_for_clients_that_want_it_rather_than_json(accept: str, is_page: bool) -> None:
    assert prefers_html(accept) is is_page


@pytest.mark.parametrize(
    ("accept_encoding", "coding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("GZIP;Q=1", "gzip"),
        ("br;q=0.5, gzip;q=0.8", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("br;q=0.001", "br"),
        ("*", "br"),
        ("br;q=0, *", "gzip"),
        ("gzip, *;q=0", "gzip"),
        ("identity, gzip;q=0.5", "identity"),
        ("gzip;q=0.5, identity;q=0.5", "gzip"),
        ("identity;q=0, gzip;q=0.1", "gzip"),
        ("", "identity"),
        ("identity", "identity"),
        ("deflate", "identity"),
        ("gzip;q=0", "identity"),
        ("gzip;q=2", "identity"),
        ("*;q=0", "identity"),
        ("identity;q=0", "identity"),
        ("gzipped, brotli", "identity"),
    ],
)
def test_the_coding_is_the_best_that_is_accepted(accept_encoding: str, coding: str) -> None:
    assert choose_coding(accept_encoding, ("identity", "br", "gzip")) == coding


def test_a_coding_that_does_not_exist_is_not_chosen() -> None:
    assert choose_coding("br, gzip;q=0.1", ("identity", "gzip")) == "gzip"
    assert choose_coding("br, gzip", ("identity",)) == "identity"
