"""Random questions about Kubernetes values, for comparing our answers with Go's.

Everything comes from a seeded `random.Random`, so a seed names a case. Names and keys are drawn from small pools:
collisions are what makes merges interesting.
"""

from __future__ import annotations

import string
from typing import TYPE_CHECKING, Any

from meshctl.k8s.schema import Field, Type, struct_type

if TYPE_CHECKING:
    from random import Random

_WORDS = ("app", "proxy", "init", "data", "certs", "a", "b", "")
_QUANTITIES = ("1", "100m", "2000m", "1Gi", "1024Mi", "1.5Gi", "0", "1e3", "128Mi", "0.5", "12345678901234567890")
_TIMES = ("2026-01-02T03:04:05Z", "2026-01-02T03:04:05.678+02:00", "1999-12-31T23:59:59-07:30")
_WRONG: tuple[Any, ...] = (1, True, 1.5, "text", [], {}, [1], {"a": "b"})
_STRUCT_DEPTH = 6


class Values:
    """Random values of a type, as plain JSON; rates are chances per field."""

    def __init__(self, random: Random, *, wrong: float = 0.0, null: float = 0.0, unknown: float = 0.0) -> None:
        self.random = random
        self.wrong = wrong
        self.null = null
        self.unknown = unknown

    def of(self, kind: Type, depth: int = 0) -> Any:
        chance = self.random.random()
        if chance < self.null:
            return None
        if chance < self.null + self.wrong:
            wrong = self.random.choice(_WRONG)
            # Go reads a list of numbers as bytes too; nobody writes a Secret that way.
            return "text" if kind.kind == "bytes" and isinstance(wrong, list) else wrong
        if kind.kind == "struct":
            return self.struct(kind.struct or "", depth)
        if kind.kind == "list":
            size = self.random.choice((0, 1, 1, 2, 2, 3))
            return [self.of(kind.element or kind, depth + 1) for _ in range(size)]
        if kind.kind == "map":
            size = self.random.choice((0, 1, 2))
            return {self.word() or "k": self.of(kind.element or kind, depth + 1) for _ in range(size)}
        return self.scalar(kind.kind)

    def struct(self, name: str, depth: int = 0) -> dict[str, Any]:
        found: dict[str, Any] = {}
        fields = list(struct_type(name).by_json.values())
        if depth < _STRUCT_DEPTH:
            for field in self.random.sample(fields, min(len(fields), self.random.choice((1, 2, 3, 4)))):
                found[field.json_name] = self.of(field.type, depth + 1)
        for field in fields:
            if field.json_name in ("metadata", "spec", "containers", "volumes") and depth < 3:
                found.setdefault(field.json_name, self.of(field.type, depth + 1))
        if self.random.random() < self.unknown:
            found["notAField"] = self.random.choice((1, "x", None, {"a": None, "b": 1}, [1, {"c": 2}]))
        return found

    def scalar(self, kind: str) -> Any:
        if kind == "string":
            return self.word()
        if kind == "bool":
            return self.random.random() < 0.5
        if kind in ("int32", "int64"):
            return self.random.choice((0, 1, 80, 8080, 443, -1, 2**31 - 1))
        if kind == "intOrString":
            return self.random.choice((0, 80, "http", "50%"))
        if kind == "quantity":
            return self.random.choice(_QUANTITIES)
        if kind == "time":
            return self.random.choice(_TIMES)
        return "aGVsbG8=" if kind == "bytes" else {"f:metadata": {}}

    def word(self) -> str:
        return self.random.choice(_WORDS)


class Patches(Values):
    """Random patches: values with merge keys filled in, nulls, and now and then a directive."""

    def __init__(
        self, random: Random, *, directives: float = 0.04, keyless: float = 0.01, repeats: bool = True, **rates: float
    ) -> None:
        super().__init__(random, **rates)
        self.directives = directives
        self.keyless = keyless
        self.repeats = repeats

    def struct(self, name: str, depth: int = 0) -> dict[str, Any]:
        found = super().struct(name, depth)
        fields = struct_type(name).by_json
        for key, value in list(found.items()):
            field = fields.get(key)
            if field is not None and field.merge_key and isinstance(value, list):
                found[key] = [self._keyed(item, field) for item in value]
                if not self.repeats:
                    found[key] = list({item[field.merge_key]: item for item in found[key]}.values())
                self._order(found, field)
            elif field is not None and field.merges and isinstance(value, list):
                found[key] = _distinct(value)
            if (
                field is not None
                and field.merges
                and not field.merge_key
                and self.random.random() < 3 * self.directives
            ):
                found[f"$deleteFromPrimitiveList/{key}"] = found.pop(key)
        if self.random.random() < self.directives:
            self._directive(found)
        return found

    def _keyed(self, item: Any, field: Field) -> Any:
        if isinstance(item, dict) and self.random.random() >= self.keyless:
            key = field.merge_key or ""
            item.setdefault(key, self.random.choice((80, 8080)) if key == "containerPort" else self.word() or "app")
        return item

    def _directive(self, found: dict[str, Any]) -> None:
        chosen = self.random.choice(("replace", "delete", "delete", "merge", "retain", "bad"))
        if chosen == "retain":
            keep = [key for key in found if not key.startswith("$") and self.random.random() < 0.97]
            found["$retainKeys"] = [*keep, *self.random.sample(("name", "emptyDir", "secret"), 2)]
        else:
            found["$patch"] = chosen

    def _order(self, found: dict[str, Any], field: Field) -> None:
        if self.random.random() >= 2 * self.directives:
            return
        key = field.merge_key or ""
        mine = [{key: item[key]} for item in found[field.json_name] if isinstance(item, dict) and key in item]
        extra = [{key: 80 if key == "containerPort" else self.word()} for _ in range(self.random.choice((0, 1, 2)))]
        order = mine + extra
        if self.random.random() < 0.2:
            self.random.shuffle(order)
        found[f"$setElementOrder/{field.json_name}"] = order
        if self.random.random() < 0.1:
            del found[field.json_name]


def _distinct(items: list[Any]) -> list[Any]:
    """Without repeats: what Go makes of repeated finalizers depends on spare room in its slices."""
    return [item for at, item in enumerate(items) if item not in items[:at]]


def merge_case(random: Random) -> dict[str, Any]:
    """An original, a patch and their type."""
    of = random.choice(("Pod", "Pod", "Pod", "Container", "Deployment"))
    original = Patches(random, directives=0, keyless=0.02, null=0.02, wrong=0.003).struct(of)
    patch = Patches(random, null=0.06, wrong=0.004, unknown=0.03).struct(of)
    return {"type": of, "original": original, "patch": patch}


def value_case(random: Random, *, wrong: float = 0.003) -> dict[str, Any]:
    """A value and its type."""
    of = random.choice(("Pod", "Pod", "Service", "Deployment", "CronJob", "ConfigMap", "Secret", "StatefulSet"))
    return {"type": of, "value": Values(random, null=0.03, wrong=wrong, unknown=0.05).struct(of)}


def quantity_text(random: Random) -> str:
    """A text that is, or nearly is, a quantity."""
    digits = "".join(random.choice("0123456789") for _ in range(random.choice((0, 1, 1, 2, 3, 4, 6, 15, 18, 19, 25))))
    if random.random() < 0.3:
        digits = digits.rstrip("0") + "0" * random.choice((1, 2, 3, 6))
    fraction = random.choice(("", "", ".", ".5", ".25", ".000", ".100", ".0000000001", ".123456789123"))
    suffixes = ("", "", "m", "u", "n", "k", "M", "G", "T", "P", "E", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei")
    exponents = tuple(f"{letter}{number}" for letter in "eE" for number in (0, 3, -3, 4, 17, 21, -9, -10, -30, "+2"))
    suffix = random.choice(suffixes + exponents + ("K", "mi", "e", "ee1", "e1.5", "Kii"))
    return random.choice(("", "", "", "", "+", "-", "--", " ")) + digits + fraction + suffix


def number(random: Random) -> float:
    """A number of any size, whole or broken, short or long."""
    digits = random.choice((1, 2, 5, 9, 17))
    found = round(random.uniform(-10, 10), digits) * 10.0 ** random.randint(-12, 24)
    return random.choice((found, float(int(found)), int(min(max(found, -(2**63)), 2**63 - 1))))


def name_text(random: Random) -> str:
    """A text near the border of what names may be."""
    alphabet = random.choice(("ab1-", "aB9-._", "ab-./", "a1_", "é a=", string.ascii_lowercase + "-"))
    size = random.choice((0, 1, 2, 3, 5, 8, 15, 16, 62, 63, 64, 253, 254))
    text = "".join(random.choice(alphabet) for _ in range(size))
    return (
        random.choice(("", "", "", "example.com/", "Example.com/", "*.", "..", "a/b/", "/"))
        + text
        + random.choice(("", "", "", "\n", "-"))
    )


_KEYS = ("app", "tier", "version", "example.com/team", "bad key", "-x", "")
_VALUES = ("web", "db", "v1", "", "5", "7", "not/valid", "x" * 64)


def selector_case(random: Random) -> dict[str, Any]:
    """A selector in its object form, and label sets to try it on."""
    selector: dict[str, Any] = {}
    if random.random() < 0.6:
        selector["matchLabels"] = {
            _pick(random, _KEYS): _pick(random, _VALUES) for _ in range(random.choice((0, 1, 2)))
        }
    if random.random() < 0.7:
        selector["matchExpressions"] = [_expression(random) for _ in range(random.choice((0, 1, 1, 2)))]
    return {"selector": selector, "labels": _label_sets(random)}


def _expression(random: Random) -> dict[str, Any]:
    operator = random.choice(("In", "NotIn", "Exists", "DoesNotExist", "In", "NotIn", "in", "Gt"))
    many = operator in ("In", "NotIn") or random.random() < 0.05
    values = [_pick(random, _VALUES) for _ in range(random.choice((0, 1, 2, 3)) if many else 0)]
    return {"key": _pick(random, _KEYS), "operator": operator, "values": values}


def selector_text_case(random: Random) -> dict[str, Any]:
    """A selector in its text form, right or garbled, and label sets to try it on."""
    if random.random() < 0.35:
        pieces = ("app", "in", "notin", "=", "==", "!=", "!", "(", ")", ",", " ", "web", "5", "<", ">", "\t")
        return {
            "text": "".join(random.choice(pieces) for _ in range(random.randint(0, 9))),
            "labels": _label_sets(random),
        }
    parts = [_text_requirement(random) for _ in range(random.choice((1, 1, 2, 3)))]
    return {"text": random.choice((",", ", ", " ,")).join(parts), "labels": _label_sets(random)}


def _text_requirement(random: Random) -> str:
    key, value, other = _pick(random, _KEYS), _pick(random, _VALUES), _pick(random, _VALUES)
    shapes = (
        f"{key}={value}", f"{key} == {value}", f"{key}!={value}", f"{key} in ({value},{other})",
        f"{key} notin ({value}, {other})", key, f"!{key}", f"! {key}", f"{key}>{value}", f"{key} < {value}",
        f"{key} in ()", f"{key} in ({value},,)",
    )  # fmt: skip
    return random.choice(shapes)


def _label_sets(random: Random) -> list[dict[str, str]]:
    return [{_pick(random, _KEYS): _pick(random, _VALUES) for _ in range(size)} for size in (0, 1, 2, 3, 4)]


def _pick(random: Random, pool: tuple[str, ...]) -> str:
    """Mostly a good one: the tail of each pool is the bad part."""
    return random.choice(pool[:4] if random.random() < 0.95 else pool)
