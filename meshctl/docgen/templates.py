"""The built-in injection templates, by their own head comments."""

from __future__ import annotations

import re

from meshctl import template_files

_HEAD = re.compile(r"\{\{-?\s*/\*\n(.*?)\*/\s*-?\}\}", re.DOTALL)

_INTRODUCTION = """\
A pod chooses with `inject.istio.io/templates: name,name`; without it `sidecar` serves. `meshctl templates show NAME`
prints one, `meshctl templates check FILE` checks your own.
"""


def page() -> str:
    """One section a template."""
    parts = [
        "# Injection templates\n",
        _INTRODUCTION,
    ]
    for family in sorted(path.name for path in template_files.templates_folder().iterdir() if path.is_dir()):
        parts += [
            f"## {family}: {name}\n\n{head_comment(template_files.template_source(family, name))}\n"
            for name in template_files.template_names(family)
        ]
    return "\n".join(parts)


def head_comment(text: str) -> str:
    """The comment a template begins with, without its name."""
    match = _HEAD.match(text)
    if match is None:
        return ""
    _, _, told = match.group(1).strip().partition(": ")
    return told
