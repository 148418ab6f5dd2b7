"""Go's `fmt`: how values print, and `printf` with its verbs, flags, widths and error forms."""

from meshctl.gotemplate.formatting.directives import sprintf
from meshctl.gotemplate.formatting.printer import followed, format_value, print_value, sprint, sprintln

__all__ = ["followed", "format_value", "print_value", "sprint", "sprintf", "sprintln"]
