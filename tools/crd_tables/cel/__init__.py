"""Translation of CEL rules to Python source, at build time."""
