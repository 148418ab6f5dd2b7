"""Checks of single values: each takes one scalar and returns why Istio refuses it, or None."""
