"""meshctl puts the mesh sidecar into pods and keeps mesh manifests right.

As a library:

    >>> from meshctl import inject
    >>> done = inject('''
    ... apiVersion: v1
    ... kind: Pod
    ... metadata:
    ...   name: hello      # comments stay
    ... spec:
    ...   containers:
    ...   - {name: app, image: registry.example.org/hello:1}
    ... ''')
    >>> [(each.kind, each.identity, each.status, each.templates) for each in done.outcomes]
    [('Pod', 'hello', 'injected', ('sidecar',))]
    >>> 'name: istio-proxy' in done.text, 'name: hello      # comments stay' in done.text
    (True, True)

`load_settings(ConfigOptions(inject_config_file="injector.yaml", mesh_config_file="mesh.yaml"))` reads a control
plane's own configuration for `inject(text, settings=...)`. Every error raised is a `meshctl.errors.MeshctlError`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from meshctl.version import __version__

if TYPE_CHECKING:
    from meshctl.injection.family import Settings
    from meshctl.offline.configuration import ConfigOptions, load_settings
    from meshctl.offline.text import InjectedText

__all__ = ["ConfigOptions", "InjectedText", "__version__", "inject", "load_settings"]

_LAZY = {
    "ConfigOptions": "meshctl.offline.configuration",
    "load_settings": "meshctl.offline.configuration",
    "InjectedText": "meshctl.offline.text",
}


def inject(manifest: str, *, settings: Settings | None = None, name: str = "<text>") -> InjectedText:
    """Every workload of a manifest with the mesh's sidecar; everything else byte for byte as it was.

    See `meshctl.offline.text.inject_text`.
    """
    from meshctl.offline.text import inject_text

    return inject_text(manifest, settings=settings, name=name)


def __getattr__(name: str) -> Any:
    """The rest of the surface, imported when first used so that commands start fast."""
    if name in _LAZY:
        from importlib import import_module

        return getattr(import_module(_LAZY[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
