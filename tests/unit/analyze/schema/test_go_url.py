from __future__ import annotations

import pytest

from meshctl.analyze.schema import cel_library as cel


@pytest.mark.parametrize(
    ("text", "scheme"),
    [
        ("https://issuer.example.com/jwks.json?a=%zz", "https"),
        ("HTTP://a.b:8080/%41", "http"),
        ("oci://registry:5000/image", "oci"),
        ("mailto:someone", "mailto"),
        ("/absolute/path", ""),
        ("*", ""),
        ("http://[::1%25eth0]:80/", "http"),
        ("http://user:p@ss@host/", "http"),
        ("http://bücher.example", "http"),
        ("http://", "http"),
        ("http://a:1:2", "http"),
    ],
)
def test_an_absolute_url_or_path_has_a_scheme(text: str, scheme: str) -> None:
    assert cel.url(text).scheme == scheme


@pytest.mark.parametrize(
    "text",
    [
        "",
        "relative/path",
        "example.com",
        ":no-scheme",
        "http://a b",
        "http://a:port",
        "http://%41",
        "http://a\x7f",
        "http://[::1",
        "http://a[::1]",
        "http://[1.2.3.4]",
        "http://us er@a",
        "/%zz",
    ],
)
def test_what_go_refuses_is_no_url(text: str) -> None:
    assert not cel.is_url(text)


def test_a_broken_fragment_is_seen_by_the_second_reading_only() -> None:
    assert cel.is_url("http://a/?b#%zz")
    with pytest.raises(cel.EvaluationError):
        cel.url("http://a/?b#%zz")
