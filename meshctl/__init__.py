"""meshctl puts the mesh sidecar into pods and keeps mesh manifests right."""

__version__ = "0.1.0"
