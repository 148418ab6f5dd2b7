"""Go's text/template in Python, with Sprig's text functions; it knows nothing of meshes or Kubernetes.

    template = compile_template("greeting", "Hello {{ .name | upper }}", BUILTINS | SPRIG)
    template.render({"name": "you"})

Templates are compiled once to Python source. How Python values stand for Go values is told in `values`; how functions
are declared in `functions`.
"""

from meshctl.gotemplate.builtins import BUILTINS
from meshctl.gotemplate.faults import Fault
from meshctl.gotemplate.formatting import format_value
from meshctl.gotemplate.functions import Function, FunctionSet, function
from meshctl.gotemplate.runtime import DEFAULT_LIMITS, Limits
from meshctl.gotemplate.sprig import SPRIG, sprig
from meshctl.gotemplate.template import Template, compile_template, dumps, loads

__all__ = [
    "BUILTINS",
    "DEFAULT_LIMITS",
    "SPRIG",
    "Fault",
    "Function",
    "FunctionSet",
    "Limits",
    "Signature",
    "Template",
    "compile_template",
    "dumps",
    "format_value",
    "function",
    "loads",
    "sprig",
]
