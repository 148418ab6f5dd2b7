"""The vocabulary of standalone Envoy sidecars: names, annotations, the bootstrap."""
