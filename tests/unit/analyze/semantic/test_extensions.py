from __future__ import annotations

from typing import Any

from tests.unit.analyze.semantic.judging import Case, Spec, judged, resource, table


def wasm(**spec: Any) -> Spec:
    return resource("WasmPlugin", {"url": "oci://a.com/b", **spec})


def extension(**spec: Any) -> Spec:
    return resource("TrafficExtension", spec)


def lua(code: str) -> Spec:
    return extension(lua={"inlineCode": code})


CASES: list[Case] = [
    ("a plugin", wasm(sha256="0" * 64), []),
    ("no URL", wasm(url=""), ["error url wasm-url"]),
    ("a bare reference", wasm(url="a.com/b:v1"), []),
    ("a file", wasm(url="file:///a.wasm"), []),
    ("a reference with port", wasm(url="localhost:5000/b"), ["error url wasm-url"]),
    ("an address with port", wasm(url="10.0.0.1:5000/b"), []),
    ("another scheme", wasm(url="ftp://a.com/b"), ["error url wasm-url"]),
    ("a bad escape", wasm(url="http://a.com/%zz"), ["error url wasm-url"]),
    ("a digest in capitals", wasm(sha256="A" * 64), ["error sha256 wasm-sha256"]),
    ("a short digest", wasm(sha256="00"), ["error sha256 wasm-sha256"]),
    (
        "long names",
        wasm(pluginName="a" * 257, imagePullSecret="a" * 254),
        ["error imagePullSecret too-long", "error pluginName too-long"],
    ),
    (
        "variables",
        wasm(
            vmConfig={
                "env": [
                    {"name": "A", "value": "1"},
                    {"name": "A"},
                    {},
                    {"name": "B", "valueFrom": "HOST", "value": "1"},
                ]
            }
        ),
        [
            "error vmConfig.env.2.name wasm-env",
            "error vmConfig.env.3.value wasm-env",
            "error vmConfig.env.1.name wasm-env",
        ],
    ),
    (
        "ports",
        wasm(match=[{"ports": [{"number": 80}, {"number": 0}, {}]}]),
        ["error match.0.ports.1.number port-number", "error match.0.ports.2.number port-number"],
    ),
    ("a script", lua("function envoy_on_request(handle) end"), []),
    ("an empty script", lua(""), ["error lua.inlineCode lua-code"]),
    ("a script of 64 KiB", lua("a" * 65536), []),
    ("a script above 64 KiB", lua("é" * 32769), ["error lua.inlineCode lua-code"]),
    ("no source", extension(), ["error spec extension-source"]),
    ("two sources", extension(lua={"inlineCode": "a"}, wasm={"url": "a.com/b"}), ["error spec extension-source"]),
    ("a plugin without URL", extension(wasm={}), ["error wasm.url wasm-url"]),
    (
        "a port out of range",
        extension(lua={"inlineCode": "a"}, match=[{"ports": [{"number": 65536}]}]),
        ["error match.0.ports.0.number port-number"],
    ),
]


@table(CASES)
def test_extensions_are_judged_field_by_field(value: Spec, expected: list[str]) -> None:
    assert judged(value) == expected
