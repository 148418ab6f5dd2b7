"""WasmPlugin and TrafficExtension. Source: istio/istio pkg/config/validation/validation.go."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from meshctl.analyze.semantic.parts.ports import refuse_repeated
from meshctl.analyze.semantic.parts.scalars import check_port, require_text
from meshctl.analyze.semantic.parts.selectors import validate_targets
from meshctl.analyze.semantic.primitives import urls

if TYPE_CHECKING:
    from meshctl.analyze.semantic.field import Field
    from meshctl.analyze.semantic.subject import Subject

MAX_LUA_BYTES = 65536
MAX_SECRET_NAME = 253
MAX_NAME = 256
_VALUE_SOURCES = ("INLINE", "HOST")


def validate_wasm_plugin(subject: Subject) -> None:
    """Report every broken rule of a WasmPlugin."""
    validate_targets(subject.spec)
    _validate_wasm(subject.spec)
    _validate_ports(subject.spec)


def validate_traffic_extension(subject: Subject) -> None:
    """Report every broken rule of a TrafficExtension."""
    spec = subject.spec
    validate_targets(spec)
    given = spec.having("wasm", "lua")
    if len(given) != 1:
        spec.error(
            "extension-source",
            f"the extension has {'two sources' if given else 'no source'}",
            expected="exactly one of wasm and lua",
        )
    if spec["wasm"].present:
        _validate_wasm(spec["wasm"])
    if spec["lua"].present:
        _validate_lua(spec["lua"]["inlineCode"])
    _validate_ports(spec)


def _validate_lua(code: Field) -> None:
    size = len(code.text().encode("utf-8", "replace"))
    if require_text(code, "lua-code", "the Lua code") and size > MAX_LUA_BYTES:
        code.error("lua-code", f"the Lua code has {size} bytes", expected=f"at most {MAX_LUA_BYTES}")


def _validate_wasm(wasm: Field) -> None:
    wasm["url"].check("wasm-url", urls.wasm_url(wasm["url"].text()))
    digest = wasm["sha256"]
    if digest.text() and not re.fullmatch("[0-9a-f]{64}", digest.text()):
        digest.error("wasm-sha256", "the text is not a SHA-256 digest", expected="64 characters of 0-9 and a-f")
    for name, limit in (("imagePullSecret", MAX_SECRET_NAME), ("pluginName", MAX_NAME)):
        _check_length(wasm[name], limit)
    variables = wasm["vmConfig"]["env"].items()
    for variable in variables:
        _validate_variable(variable)
    refuse_repeated((variable["name"] for variable in variables), "wasm-env", "the variable")


def _validate_variable(variable: Field) -> None:
    require_text(variable["name"], "wasm-env", "the name of the variable")
    _check_length(variable["name"], MAX_NAME)
    if variable["value"].text() and variable["valueFrom"].enum(_VALUE_SOURCES) != "INLINE":
        variable["value"].error(
            "wasm-env", "the value is set and taken from the host as well", help="remove value or valueFrom"
        )


def _check_length(field: Field, limit: int) -> None:
    if len(field.text().encode("utf-8", "replace")) > limit:
        field.error("too-long", f"{field.path[-1]} is too long", expected=f"at most {limit} characters")


def _validate_ports(spec: Field) -> None:
    for match in spec["match"].items():
        for port in match["ports"].items():
            check_port(port["number"])
