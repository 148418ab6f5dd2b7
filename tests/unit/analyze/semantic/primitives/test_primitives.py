from __future__ import annotations

import json
from collections.abc import Callable, Sequence

import pytest

from meshctl.analyze.semantic.primitives import (
    addresses,
    cel,
    domains,
    headers,
    jwks,
    labels,
    localities,
    numbers,
    path_templates,
    protocols,
    re2,
    urls,
)
from meshctl.analyze.semantic.violation import Fault

Check = Callable[[str], Fault | None]

LONGEST_LABEL = "a" * 63

# A check, texts it accepts, texts it refuses.
TABLE: dict[str, tuple[Check, Sequence[str], Sequence[str]]] = {
    "label": (
        domains.label,
        ["a", "A-9", LONGEST_LABEL],
        ["", "-a", "a-", "a.b", "a_b", "é", LONGEST_LABEL + "a", "a\n"],
    ),
    "fqdn": (
        domains.fqdn,
        ["a", "a.b", "a.b.", "1.a", "a" + ".b" * 127],
        ["", ".", "a..b", "*.a", "a.1", "1", "a" + ".b" * 128],
    ),
    "wildcard domain": (
        domains.wildcard_domain,
        ["*", "*.a", "*a", "*-a.b", "a", "1", "a.b."],
        ["", "**", "*.*", "a*.b", "a.*", "1.1.1.1", "*-", "*a*"],
    ),
    "generated SNI host": (
        lambda text: domains.gateway_bound_domain(text, sni=True),
        ["outbound_.80_._.a", "outbound_.80_.v1_.a.b", "outbound.a", "*.a"],
        ["outbound_.x_._.a", "outbound_.80_._.1", "outbound_.80_a", "outbound_", ""],
    ),
    "address": (
        addresses.ip,
        ["1.2.3.4", "::", "fe80::1%eth0", "::ffff:1.2.3.4"],
        ["", "01.2.3.4", "1.2.3", "1.2.3.4%eth0", "fe80::1%", "[::1]", " 1.2.3.4", "1.2.3.4/8"],
    ),
    "subnet": (
        addresses.subnet,
        ["1.2.3.4", "1.2.3.4/8", "0.0.0.0/0", "::1/128", "fe80::1%eth0"],
        ["", "1.2.3.4/", "1.2.3.4/33", "1.2.3.4/08", "1.2.3.4/+8", "::1/129", "fe80::1%e/64", "1.2.3.4/8/8"],
    ),
    "socket": (addresses.unix_path, ["/a", "@", "@a/"], ["", "a", "/", "/a/"]),
    "default endpoint": (
        addresses.default_endpoint,
        ["127.0.0.1:1", "0.0.0.0:65535", "[::]:80", ":80", "unix:///a", "unix://@a"],
        [
            "",
            "127.0.0.1",
            "127.0.0.1:0",
            "127.0.0.1:x",
            "::1:80",
            "localhost:80",
            "[::1:80",
            "unix://a",
            "127.0.0.1:+80",
        ],
    ),
    "duration": (
        numbers.duration,
        ["1ms", "1.5s", "1h2m3s", "+1s", "1000us"],
        ["", "0", "0s", "-1s", "1", "s", "1 s", "1.0001ms", "1d", "1s1"],
    ),
    "whole seconds": (numbers.whole_seconds, ["1s", "1000ms", "1h"], ["0s", "1.5s", "1ms", "x"]),
    "idle timeout": (numbers.idle_timeout, ["0s", "-1s", "1ms", "1us"], ["1.5ms", "x"]),
    "connection age": (numbers.connection_age, ["0s", "1.5h"], ["-1ns", "x"]),
    "port": (numbers.port_text, ["1", "65535", "080"], ["", "0", "65536", "+1", "1.0", "9" * 30]),
    "label key": (
        labels.key,
        ["a", "a.b_c-d", "a.com/b", "A" * 63, "x" * 63 + "." + "y" * 63 + "/a"],
        ["", "/", "a/", "/a", "-a", "a-", "a b", "a/b/c", "A" * 64, "a_b/c", "a." * 127 + "b/c"],
    ),
    "label value": (labels.value, ["", "a", "a.b_c-d", "a" * 100], ["-", "a-", ".a", "a b", "é"]),
    "protocol": (
        lambda text: protocols.protocol(text, optional=False),
        ["HTTP", "grpc-web", "Http_Proxy", "udp"],
        ["", "http-web", "http/2", "sctp", "kubernetes.io/h2c"],
    ),
    "optional protocol": (lambda text: protocols.protocol(text, optional=True), ["", "tls"], [" ", "kafka"]),
    "match key": (
        headers.match_key,
        ["a", "X-A", ":method", ":status", "@request.auth.claims.a", "@request.auth.claims[a][b]", "a!#$%&'*+.^_`|~"],
        ["", ":foo", "a b", "a:b", "é", "@request.auth.claims", "@request.auth.claims.", "@request.auth.claims[]"],
    ),
    "strict header": (headers.strict_name, ["a", "A-b_9"], ["", "a.b", ":path", "é"]),
    "header value": (
        headers.value,
        ["", "a\tb", "%%", "%A%", "%A(b)%", '%A( ["b" , "c\\"d"] ) %', "%A(b%c)%", "%A(b\\))%", "é", "a%A%%%b"],
        [
            "%",
            "a%b",
            "%%%",
            "%A(b",
            "%A(b)",
            "%A(b)c%",
            '%A(["b")%',
            "%A([b])%",
            "a\r\nb",
            "\x7f",
            '%A(["b",])%',
            "%A(b\\",
        ],
    ),
    "CEL": (
        cel.syntax,
        [
            "a",
            ".a.b",
            "a && !b || -1 < c",
            "a ? b : c ? d : e",
            "has(a.b) && a.exists(x, x in [1, 2u, 3.5e1,])",
            "{'a': 1, b: [2]}[c].d",
            "pkg.Message{field: 1}",
            r"""r'\d' + "\u00e9\n" + b"\x41" + '''a'b''' """,
            "a // comment",
            "0x1F",
            "a.`b-c`",
        ],
        [
            "",
            ")",
            "a +",
            "a b",
            "a ? b",
            "f(a,)",
            "!-a",
            "1.",
            "a.b{",
            "'a",
            "'\\q'",
            "a = b",
            "a & b",
            "for",
            "(" * 500,
        ],
    ),
    "regular expression": (
        re2.pattern,
        [
            "a",
            "(?i)a|b",
            "a{2,3}?",
            "[]a]",
            "[^a-z\\d]",
            "\\pL\\p{Greek}",
            "(?P<n>a)(?<m>b)",
            "\\Qa(\\E",
            "a{,2}",
            "é",
            "()",
        ],
        [
            "",
            "(",
            ")",
            "*",
            "a**",
            "a{1001}",
            "(a{100}){11}",
            "[",
            "[b-a]",
            "\\",
            "\\1",
            "\\p{X}",
            "(?=a)",
            "(?P<n>a)(?P<n>b)",
            "a" * 1025,
        ],
    ),
    "locality": (
        localities.locality,
        ["a", "a/b", "a/b/c", "*", "a/*", "a/b/*", "a/b/c/d"],
        ["", "/", "a/", "a//c", "*/a", "a/*/c"],
    ),
    "path": (
        path_templates.path,
        ["/", "", "a", "/a*", "/{*}", "/{**}", "/a/{*}/{**}/b", "/a//b"],
        ["/{*", "/a{*}", "/{**}/{*}", "/{**}/{**}", "/{*}/a*", "/{*}//a", "/{a}", "/{*}/é"],
    ),
    "key location": (
        urls.jwks_uri,
        ["http://a", "HTTPS://a.b:443/c?d#e", "https://[::1]:80/", "https:a"],
        ["", "a", "ftp://a", "https://a:b/", "https://[::1", "https://a b/", "https://a/%", "://a", "https://a\n"],
    ),
    "Wasm location": (
        urls.wasm_url,
        # NB: the last is no URL, but one with http:// in front: a host `http` with an empty port.
        ["oci://a/b", "a/b:c", "a.com/b", "/a", "10.0.0.1:80/a", "file:///a", "http://a b/"],
        ["", "a:5000/b", "s3://a/b", "a b", "a%zz"],
    ),
}

ACCEPTED = [(name, text) for name, (_check, good, _bad) in TABLE.items() for text in good]
REFUSED = [(name, text) for name, (_check, _good, bad) in TABLE.items() for text in bad]


def shown(value: str) -> str:
    return ascii(value if len(value) < 30 else f"{value[:20]}...{len(value)}")


@pytest.mark.parametrize(("name", "text"), ACCEPTED, ids=shown)
def test_a_good_value_has_no_fault(name: str, text: str) -> None:
    assert TABLE[name][0](text) is None


@pytest.mark.parametrize(("name", "text"), REFUSED, ids=shown)
def test_a_bad_value_is_refused_in_one_printable_line(name: str, text: str) -> None:
    fault = TABLE[name][0](text)
    assert fault is not None
    assert fault.message
    assert fault.message.isprintable()
    assert len(fault.message) < 300


@pytest.mark.parametrize(
    ("number", "good"),
    [
        (0, False),
        (1, True),
        (2, True),
        (65537, True),
        (65539, True),
        (65536, False),
        (4999999, True),
        (5000011, False),
        (-7, False),
    ],
)
def test_a_table_of_maglev_is_a_prime_or_one(number: int, good: bool) -> None:
    assert (numbers.maglev_table_size(number) is None) is good


@pytest.mark.parametrize(
    ("number", "good"),
    [(0, True), (0.0001, True), (100, True), (0.00001, False), (100.1, False), (-1, False), (float("nan"), False)],
)
def test_a_percentage_has_a_smallest_step(number: float, good: bool) -> None:
    assert (numbers.percentage(number) is None) is good


@pytest.mark.parametrize(
    ("listed", "overlapping"),
    [
        (["a", "b"], []),
        (["a", "a"], [1]),
        (["a/b", "a/b/c", "a/bc"], [1]),
        (["a/*", "a/b"], [1]),
        (["*", "a"], [1]),
        (["a", "*"], []),
        (["a/b", "a"], [1]),
        (["a/b", "a/*"], []),
        (["a/b/c", "a/b"], [1]),
        (["a/b/c", "a/b/*", "a/b/d"], [2]),
        (["a/b/c", "a/d/c", "a/b/d"], []),
        (["a/b/c", "a/*", "a/d"], [2]),
    ],
)
def test_localities_of_a_list_must_not_overlap(listed: list[str], overlapping: list[int]) -> None:
    assert [index for index, _fault in localities.overlaps(listed)] == overlapping


KEY = {"kty": "EC", "crv": "P-256", "x": "AQ", "y": "AQ"}


@pytest.mark.parametrize(
    ("keys", "good", "secret"),
    [
        ({"keys": []}, True, 0),
        ({"keys": [KEY, {"kty": "OKP", "crv": "Ed25519", "x": "AQ", "d": "AQ"}]}, True, 1),
        ({"keys": [{"kty": "oct", "k": "AQ"}] * 2}, True, 2),
        (KEY, True, 0),
        ({"keys": {}}, False, 0),
        ({"keys": [5]}, False, 0),
        ({"keys": [{**KEY, "crv": "Ed25519"}]}, False, 0),
        ({"keys": [{**KEY, "x": "a b"}]}, False, 0),
        ({"keys": [{"kty": "RSA"}, {**KEY, "d": "AQ"}]}, False, 0),
        ({}, False, 0),
    ],
)
def test_a_key_set_is_read_key_by_key(keys: object, good: bool, secret: int) -> None:
    found = jwks.read(json.dumps(keys))
    assert (found.fault is None, found.secret_keys) == (good, secret)


def test_keys_nested_beyond_reason_are_refused() -> None:
    assert jwks.read("[" * 100_000).fault is not None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("(?=a)", "is not supported"),
        ("a{2}{3}", "follows another repetition"),
        ("|*", "has nothing to repeat"),
        ("((a{1000}){1000}){1000}", "multiply"),
        ("(" * 1001 + ")" * 1001, "nest too deeply"),
        ("a{1000}" * 4000, ""),
        ("[[:foo:]]", "is not a named class"),
        ("\\x{110000}", "beyond Unicode"),
        ("\\p{Old_Italic}", "is not a Unicode class"),
    ],
)
def test_the_reason_for_refusing_an_expression_is_named(text: str, reason: str) -> None:
    fault = re2.syntax(text)
    assert fault is not None if reason else True
    assert fault is None or reason in fault.message
