"""Injection of text without a cluster.

`configuration` turns flags and files into settings, `session` puts every document of a source through the engine,
`text` is the same for a string.
"""
