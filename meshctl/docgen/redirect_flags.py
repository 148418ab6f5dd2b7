"""The flags of the redirect's init container, from the table that reads them."""

from __future__ import annotations

from meshctl.intercept.flags import FLAGS


def page() -> str:
    """One table, in the order of the settings."""
    lines = [
        "# Arguments of the redirect",
        "",
        "What `meshctl iptables` takes behind its own options: the flags of `istio-iptables`, as they stand in an init",
        "container. Besides, the environment variables `ISTIO_OUTBOUND_OWNER_GROUPS`,",
        "`ISTIO_OUTBOUND_OWNER_GROUPS_EXCLUDE` and `ISTIO_OUTBOUND_IPV4_LOOPBACK_CIDR` count.",
        "",
        "| flag | short | meaning |",
        "|---|---|---|",
    ]
    lines += [f"| `--{flag.name}` | {f'`-{flag.short}`' if flag.short else ''} | {flag.help} |" for flag in FLAGS]
    return "\n".join(lines) + "\n"
