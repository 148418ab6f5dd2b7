"""What a route does instead of, or before, forwarding: redirect, direct response, rewrite."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

from meshctl.analyze.semantic.parts.scalars import check_port, require_text
from meshctl.analyze.semantic.primitives import numbers, re2

if TYPE_CHECKING:
    from meshctl.analyze.semantic.field import Field

MAX_BODY_BYTES = 1 << 20
LARGE_BODY_BYTES = 100 << 10


def validate_redirect(redirect: Field, matches: Field) -> None:
    """Report every broken rule of a redirect that was written."""
    if not redirect.present:
        return
    texts = [redirect[name] for name in ("uri", "prefixRewrite", "authority", "scheme")]
    port = redirect.having("port", "derivePort")
    if not (port or any(field.text() for field in texts)):
        redirect.error(
            "redirect-empty",
            "the redirect changes nothing",
            expected="uri, prefixRewrite, authority, scheme, port or derivePort",
        )
    if redirect["prefixRewrite"].text():
        _validate_prefix_rewrite(redirect, matches)
    code = redirect["redirectCode"]
    if code.integer() and not 300 <= code.integer() <= 399:
        code.error("redirect-code", f"{code.integer()} is not a redirect", expected="300 to 399, 301 when left out")
    if redirect["scheme"].text() not in ("", "http", "https"):
        redirect["scheme"].error("redirect-scheme", "the scheme is not supported", expected="http or https")
    if redirect["port"].present:
        check_port(redirect["port"])


def _validate_prefix_rewrite(redirect: Field, matches: Field) -> None:
    rewrite = redirect["prefixRewrite"]
    if redirect["uri"].text():
        rewrite.error("redirect-conflict", "uri and prefixRewrite cannot both be set", help="remove one of them")
    for match in matches.items():
        if match["uri"].having("exact", "regex"):
            rewrite.error(
                "prefix-rewrite-match",
                "prefixRewrite needs every match of a uri to be by prefix",
                help="match uri.prefix, or redirect with uri",
            )
            return


def validate_direct_response(response: Field) -> None:
    """Report every broken rule of a direct response that was written."""
    if not response.present:
        return
    status, body = response["status"], response["body"]
    (status if status.present else response).check("response-status", numbers.http_status(status.integer()))
    size = _body_size(body)
    if size > MAX_BODY_BYTES:
        body.error(
            "response-too-large",
            f"the body has {size} bytes",
            expected="at most 1 MiB",
            help="serve it from a workload",
        )
    elif size > LARGE_BODY_BYTES:
        body.warn("response-large", f"the body has {size} bytes, which every proxy keeps", expected="at most 100 KiB")


def _body_size(body: Field) -> int:
    """Bytes of the body. NB: `bytes` is base64 in a manifest; a text that is not counts as it stands."""
    if body["string"].present:
        return len(body["string"].text().encode("utf-8", "replace"))
    encoded = body["bytes"].text()
    try:
        return len(base64.b64decode(encoded, validate=True))
    except (binascii.Error, ValueError):
        return len(encoded)


def validate_rewrite(rewrite: Field) -> None:
    """Report every broken rule of a rewrite that was written."""
    if not rewrite.present:
        return
    regex = rewrite["uriRegexRewrite"]
    if rewrite["uri"].text() and regex.present:
        regex.error("rewrite-conflict", "uri and uriRegexRewrite cannot both be set", help="remove one of them")
    if not (rewrite["uri"].text() or rewrite["authority"].text() or regex.present):
        rewrite.error("rewrite-empty", "the rewrite changes nothing", expected="uri, uriRegexRewrite or authority")
    if regex.present:
        if require_text(regex["match"], "rewrite-regex", "the regular expression to match"):
            regex["match"].check("regex", re2.syntax(regex["match"].text()))
        require_text(regex["rewrite"], "rewrite-regex", "the replacement")
