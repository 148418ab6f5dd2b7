"""EgressRule: a service outside the mesh, today a ServiceEntry."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from meshctl.mesh.convert.legacy_field import LegacyField, without_absent
from meshctl.mesh.convert.service_name import DEFAULT_DOMAIN, host_of

if TYPE_CHECKING:
    from meshctl.k8s.types import JSONValue

_ORIGINATION = (
    "the proxy used to speak TLS for clients that send plain HTTP to this port; "
    "today that takes a DestinationRule with tls mode SIMPLE for it"
)


def service_entry_spec(spec: LegacyField) -> dict[str, JSONValue]:
    """The spec of the ServiceEntry for a rule.

    An address becomes an address of the entry, whose host is then made from the rule's own name.
    """
    if spec["useEgressProxy"].value is True:
        spec["useEgressProxy"].note(
            "traffic no longer goes through an egress proxy by itself; route it through an egress gateway"
        )
    service, origin = host_of(spec["destination"]), spec.origin
    addressed = _is_address(service)
    host = f"{origin.name}.{origin.namespace}.svc.{DEFAULT_DOMAIN}" if addressed else service
    return without_absent(
        {
            "hosts": [host],
            "addresses": [service] if addressed else [],
            "ports": [_port(port) for port in spec["ports"].items()],
            "location": "MESH_EXTERNAL",
        }
    )


def _port(port: LegacyField) -> JSONValue:
    number, protocol = port["port"].number(), port["protocol"].text()
    if protocol.lower() == "https":
        port["protocol"].note(_ORIGINATION)
    return {"number": number, "name": f"{protocol.lower() or 'port'}-{number}", "protocol": protocol}


def _is_address(text: str) -> bool:
    try:
        ipaddress.IPv4Network(text, strict=False)
    except ValueError:
        return False
    return True
