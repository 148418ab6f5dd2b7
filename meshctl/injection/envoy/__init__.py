"""Standalone Envoy sidecars: a proxy with a bootstrap of the user's own, and no control plane."""
