"""Reference pages written out of the code itself, so that they cannot go stale.

`python -m meshctl.docgen` writes `docs/reference/` and the shown outputs of the README; with `--check` it only
compares. A page is a function from nothing to text, listed in `pages.PAGES`.
"""
