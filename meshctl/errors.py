"""Every exception that meshctl raises on purpose.

    MeshctlError                 anything a user can cause; carries where, what and what to do
    ├── UsageError               flags that do not go together                          exit 2
    ├── InputError               text that could not be read or parsed                  exit 3
    │   ├── SourceError          a file, folder or stream that could not be read
    │   ├── ManifestError        text that is not a Kubernetes manifest
    │   └── LimitError           depth, alias, size or count beyond the stated limit
    ├── InjectionError           a pod that could not be injected                       exit 4
    │   ├── AnnotationError      an annotation whose value is not allowed
    │   ├── TemplateError        an injection template that does not parse or execute
    │   ├── MergeError           an overlay that does not fit the pod schema
    │   └── SettingsError        injector configuration, values or mesh configuration that is wrong
    └── ClusterError             the API server could not be asked or said no           exit 4

Nothing here knows of exit codes or HTTP: `meshctl.cli.main` and `webhook.responses` translate.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where a fault stands: a name people recognise and, when known, a 1-based line and column."""

    source: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        """`file:line:column`, shorter where less is known."""
        parts = [self.source, *(str(number) for number in (self.line, self.column) if number is not None)]
        return ":".join(parts)


class MeshctlError(Exception):
    """A fault that a user can understand and mend.

    `message` says what was found and what was expected, `place` where it stands, `remedy` what to do next.
    """

    def __init__(self, message: str, *, place: Place | None = None, remedy: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.place = place
        self.remedy = remedy

    def __str__(self) -> str:
        """One line: `place: message; remedy`, with what is known."""
        text = self.message if self.place is None else f"{self.place}: {self.message}"
        return text if self.remedy is None else f"{text}; {self.remedy}"


class UsageError(MeshctlError):
    """Flags or arguments that do not go together."""


class InputError(MeshctlError):
    """Text from outside that could not be read or parsed."""


class SourceError(InputError):
    """A file, folder or stream that could not be read."""


class ManifestError(InputError):
    """Text that is not a Kubernetes manifest."""


class LimitError(InputError):
    """Input beyond a stated limit: depth, aliases, size or count."""


class InjectionError(MeshctlError):
    """A pod that could not be injected."""


class AnnotationError(InjectionError):
    """An annotation whose value is not allowed; `annotation` is its name, the first one's of several."""

    def __init__(
        self, message: str, *, annotation: str | None = None, place: Place | None = None, remedy: str | None = None
    ) -> None:
        super().__init__(message, place=place, remedy=remedy)
        self.annotation = annotation


class TemplateError(InjectionError):
    """An injection template that does not parse or does not execute."""


class MergeError(InjectionError):
    """An overlay that does not fit the schema of a pod."""


class SettingsError(InjectionError):
    """Injector configuration, values or mesh configuration that is wrong."""


class ClusterError(MeshctlError):
    """The API server could not be asked, or refused."""
