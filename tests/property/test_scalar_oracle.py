"""Random scalars judged by our primitives and by Go's standard library; `make oracle` runs them."""

from __future__ import annotations

import os
from random import Random
from typing import TYPE_CHECKING

import pytest

from meshctl.analyze.semantic.primitives import addresses, re2, urls
from tests import go_oracle

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.oracle

COUNT = int(os.environ.get("ORACLE_CASES", "20000"))
SEED = os.environ.get("ORACLE_SEED", "1")

# Pieces that texts are made of, with blanks between them.
REGEX = (
    r"a b . * + ? {2} {2,} {,3} {1000} {1001} {3,2} {02} | ( ( (?: ) ) (?P<x> (?<y> (?i) (?i: (?-s) (?= (?# [ [^ ] - "
    r"\d \w \pL \p{Greek} \p{^Han} \P{Lu} \pX \1 \12 \0 \8 \x41 \x{1F600} \x{110000} \x4 \Q \E \C \z \Z \A \b ^ $ "
    r"[:alpha:] [:foo:] \- \_ é \é \ a-z z-a { } / \s \n \a \e"
)
ADDRESS = "1 0 255 256 01 . . . . : :: : a ff % eth0 / 8 32 33 128 129 g 2001 db8 192.168.0.1 ::ffff:1.2.3.4 +"
HOST_PORT = "a 1 : [ ] . ::1 80 %"
URL = (
    "http https oci file : / // :// a b.com localhost 80 5000 :80 x: @ user ? # %41 %zz % [ ::1 ] [::1] é "
    '[fe80::1%25en0] " < ^ | \\ + - . _ ~ * & = ; , 1.2.3.4 \x01 { } `'
)


def texts_of(pieces: str) -> list[str]:
    random, words = Random(f"{SEED}/{pieces}"), pieces.split(" ")  # noqa: S311  seeded on purpose
    return ["".join(random.choice(words) for _ in range(random.randint(1, 8))) for _ in range(COUNT)]


def assert_agreement(operation: str, texts: list[str], ours: Callable[[str], object]) -> None:
    """`ours` gives None for a text we refuse, else what Go makes of it."""
    answers = go_oracle.ask({"op": operation, "text": text} for text in texts)
    refused = sum("error" in answer for answer in answers)
    assert 0 < refused < len(texts), "the cases are all alike and prove nothing"
    pairs = zip(texts, (answer.get("ok") for answer in answers), strict=True)
    found = [(text, ours(text), theirs) for text, theirs in pairs if ours(text) != theirs]
    assert not found, min(found, key=lambda each: len(each[0]))


def test_regular_expressions_agree_with_go() -> None:
    # Go lets two groups have one name, the RE2 in Envoy does not, and we take its side.
    texts = [text for text in texts_of(REGEX) if max(text.count("<x>"), text.count("<y>")) < 2]
    assert_agreement("regexp", texts, lambda text: True if re2.syntax(text) is None else None)


def test_addresses_agree_with_netip() -> None:
    assert_agreement("ip_address", texts_of(ADDRESS), lambda text: addresses.is_ip(text) or None)


def test_blocks_agree_with_netip() -> None:
    texts = [text for text in texts_of(ADDRESS) if text.count("/") == 1]
    assert_agreement("ip_prefix", texts, lambda text: True if addresses.subnet(text) is None else None)


def test_host_and_port_agree_with_net() -> None:
    def ours(text: str) -> object:
        host, port = addresses.split_host_port(text)
        return None if host is None else [host, port]

    assert_agreement("host_port", texts_of(HOST_PORT), ours)


@pytest.mark.parametrize(("operation", "request_only"), [("url", False), ("request_uri", True)])
def test_urls_agree_with_net_url(operation: str, *, request_only: bool) -> None:
    def ours(text: str) -> object:
        try:
            url = urls.parse(text, request=request_only)
        except urls.UrlError:
            return None
        return url.scheme if request_only else [url.scheme, url.port]

    assert_agreement(operation, texts_of(URL), ours)
