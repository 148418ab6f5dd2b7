"""Settings of a project: `.meshctl.yaml`, or the table `[tool.meshctl]` of `pyproject.toml`."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from meshctl.analyze.findings import Severity
from meshctl.analyze.nearest import did_you_mean
from meshctl.analyze.settings import PathIgnore
from meshctl.errors import ManifestError, Place, SourceError, UsageError
from meshctl.manifests.documents import read_documents
from meshctl.manifests.sources import read_source
from meshctl.model.settings import Externals

if TYPE_CHECKING:
    from collections.abc import Callable

    from meshctl.k8s.types import JSONValue
    from meshctl.model.fields import JSONObject

FILE_NAME = ".meshctl.yaml"
_PROJECT_FILE = "pyproject.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class LintConfiguration:
    """What a project says about linting; `path` is the file that said it, empty if none did.

    File names are relative to the working folder; `exclude` holds absolute globs.
    """

    path: str = ""
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severities: dict[str, Severity] = field(default_factory=dict)
    path_ignores: tuple[PathIgnore, ...] = ()
    suppress: tuple[str, ...] = ()
    roots: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    externals: Externals = field(default_factory=Externals)
    complete: bool = False
    namespace: str = "default"
    istio_namespace: str = "istio-system"
    cluster_domain: str = "cluster.local"
    mesh_config_file: str = ""
    mesh_networks_file: str = ""
    baseline: str = ""
    fail_on: str = ""


def load_configuration(explicit: str | None = None, start: Path | None = None) -> LintConfiguration:
    """The configuration in the named file, or the nearest one in the working folder and those above it.

    The search ends at the root of a git repository.

    Raises:
        SourceError, ManifestError: the file cannot be read.
        UsageError: an unknown key, or a value of the wrong form; with the file and the key.
    """
    if explicit is not None:
        return _read(Path(explicit)) or LintConfiguration(path=explicit)
    here = (start or Path()).resolve()
    for folder in (here, *here.parents):
        for name in (FILE_NAME, _PROJECT_FILE):
            found = _read(folder / name) if (folder / name).is_file() else None
            if found is not None:
                return found
        if (folder / ".git").exists():
            break
    return LintConfiguration()


def _read(path: Path) -> LintConfiguration | None:
    table = _read_toml(path) if path.suffix == ".toml" else _read_yaml(path)
    return None if table is None else _Reader(path, table).configuration()


def _read_yaml(path: Path) -> JSONObject | None:
    documents = [each for each in read_documents(read_source(str(path))) if not each.is_empty]
    value = documents[0].value if documents else {}
    if not isinstance(value, dict):
        raise ManifestError("the configuration is not a mapping", place=Place(str(path)), remedy="write `key: value`")
    return value


def _read_toml(path: Path) -> JSONObject | None:
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise SourceError(f"cannot be read: {fault}", place=Place(str(path)), remedy="check the file") from None
    if "tool.meshctl" not in text:
        return None
    import tomllib

    try:
        table = tomllib.loads(text).get("tool", {}).get("meshctl")
    except tomllib.TOMLDecodeError as fault:
        raise ManifestError(f"is not TOML: {fault}", place=Place(str(path)), remedy="correct the file") from None
    return table if isinstance(table, dict) else None


class _Reader:
    """Turns one table into a configuration, naming file and key in every complaint."""

    def __init__(self, path: Path, table: JSONObject) -> None:
        self._path = path
        self._table = {key.replace("_", "-"): value for key, value in table.items()}

    def configuration(self) -> LintConfiguration:
        readers: dict[str, Callable[[str], object]] = {
            "select": self._texts,
            "ignore": self._texts,
            "severities": self._severities,
            "per-path-ignores": self._path_ignores,
            "suppress": self._texts,
            "roots": self._paths,
            "exclude": self._globs,
            "externals": self._externals,
            "complete": self._flag,
            "namespace": self._text,
            "istio-namespace": self._text,
            "cluster-domain": self._text,
            "mesh-config-file": self._file,
            "mesh-networks-file": self._file,
            "baseline": self._file,
            "fail-on": self._text,
        }
        fields = {"per-path-ignores": "path_ignores"}
        values: dict[str, object] = {"path": str(self._path)}
        for key in self._table:
            if key == "inject":  # belongs to kube-inject
                continue
            if key not in readers:
                raise self._wrong(key, f"is no setting.{did_you_mean(key, readers)}")
            values[fields.get(key, key.replace("-", "_"))] = readers[key](key)
        return LintConfiguration(**values)  # type: ignore[arg-type]

    def _wrong(self, key: str, problem: str) -> UsageError:
        return UsageError(
            f"`{key}` {problem}", place=Place(str(self._path)), remedy="see docs/how-to/configure-lint.md"
        )

    def _text(self, key: str) -> str:
        value = self._table[key]
        if not isinstance(value, str):
            raise self._wrong(key, "must be a text")
        return value

    def _flag(self, key: str) -> bool:
        value = self._table[key]
        if not isinstance(value, bool):
            raise self._wrong(key, "must be true or false")
        return value

    def _texts(self, key: str) -> tuple[str, ...]:
        return self._text_list(key, self._table[key])

    def _text_list(self, key: str, value: JSONValue) -> tuple[str, ...]:
        if isinstance(value, str):
            return (value,)
        if isinstance(value, list) and all(isinstance(each, str) for each in value):
            return tuple(str(each) for each in value)
        raise self._wrong(key, "must be a list of texts")

    def _mapping(self, key: str) -> JSONObject:
        value = self._table[key]
        if not isinstance(value, dict):
            raise self._wrong(key, "must be a mapping")
        return value

    def _file(self, key: str) -> str:
        return self._relative(self._text(key))

    def _paths(self, key: str) -> tuple[str, ...]:
        return tuple(self._relative(path) for path in self._texts(key))

    def _relative(self, path: str) -> str:
        """A path of the file, seen from the working folder."""
        full = self._path.parent.resolve() / path
        here = Path.cwd()
        return str(full.relative_to(here)) if full.is_relative_to(here) else str(full)

    def _glob(self, pattern: str) -> str:
        return str(self._path.parent.resolve() / pattern)

    def _globs(self, key: str) -> tuple[str, ...]:
        return tuple(map(self._glob, self._texts(key)))

    def _path_ignores(self, key: str) -> tuple[PathIgnore, ...]:
        return tuple(
            PathIgnore(pattern=self._glob(pattern), selectors=self._text_list(f"{key}.{pattern}", value))
            for pattern, value in self._mapping(key).items()
        )

    def _severities(self, key: str) -> dict[str, Severity]:
        known = {each.value: each for each in Severity}
        found: dict[str, Severity] = {}
        for name, value in self._mapping(key).items():
            if not isinstance(value, str) or value not in known:
                raise self._wrong(f"{key}.{name}", f"must be one of {', '.join(known)}")
            found[name] = known[value]
        return found

    def _externals(self, key: str) -> Externals:
        names = ("hosts", "gateways", "namespaces", "secrets", "service_accounts")
        found: dict[str, tuple[str, ...]] = {}
        for given, value in self._mapping(key).items():
            name = given.replace("-", "_")
            if name not in names:
                raise self._wrong(f"{key}.{given}", f"is no setting.{did_you_mean(name, names)}")
            found[name] = self._text_list(f"{key}.{given}", value)
        return Externals(**found)
