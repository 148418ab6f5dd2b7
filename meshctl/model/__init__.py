"""The mesh as manifests describe it: resources, who selects whom, what stands where. No verdicts, no routes, no I/O."""
