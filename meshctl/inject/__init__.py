"""The template engine, pure: no clock, environment, disk or network. `engine.inject` is the one entry.

The package bears the name of the library's promised function, `from meshctl import inject`, and Python binds a
package's name on its parent. So the package answers calls as that function does; the way there is found at run time,
since the engine itself must not know how text is read.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import Any


class _CallablePackage(ModuleType):
    def __call__(self, manifest: str, **options: Any) -> Any:
        return import_module("meshctl.offline.text").inject_text(manifest, **options)


sys.modules[__name__].__class__ = _CallablePackage
