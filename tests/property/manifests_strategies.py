"""JSON values, and texts that say the same in many ways."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from meshctl.errors import InputError
from meshctl.yamlio import TextPart, build

if TYPE_CHECKING:
    from random import Random

# Text that readers of YAML stumble over, beside whatever hypothesis thinks of.
AWKWARD = [
    "", " ", "yes", "n", "~", "null", "1", "1.0", "1e3", "0777", "0x1f", "12:30", "2001-01-01", ".inf", "=", "<<",
    "a: b", "a #b", "# c", "- a", "? a", ": a", "a:", "*x", "&y", "!t", "@", "%", "`", "|", ">", "{", "[", "]", ",",
    "'", '"', "\\", "---", "...", "\t", "\n", "a\n", "a\nb", "a\nb\n", "a\n\n", " a\nb", "a \nb", "a\r\nb", "\r",
    "\u0085", "\u00a0", "\u2028", "\ufeff", "\u007f", "\u200b", "😀", "e\u0301", "\x00", "\x1b", "{{ x }}",
]  # fmt: skip

texts = st.sampled_from(AWKWARD) | st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
keys = st.sampled_from(["name", "image", "spec", "a", "b", "c"]) | texts
numbers = st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False, allow_infinity=False)
scalars = texts | st.none() | st.booleans() | numbers | st.integers(0, 9)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=15,
)
mappings = st.dictionaries(keys, values, min_size=1, max_size=5)


def mutated(value: Any, random: Random, fresh: list[Any]) -> Any:
    """The value with one member somewhere put in, taken out, replaced, moved or put in another order."""
    containers = list(_containers(value))
    if not containers:
        return fresh[0]
    chosen = random.choice(containers)
    if isinstance(chosen, dict):
        _mutate_mapping(chosen, random, fresh)
    else:
        _mutate_list(chosen, random, fresh, [one for one in containers if isinstance(one, list)])
    return value


def _mutate_mapping(value: dict[str, Any], random: Random, fresh: list[Any]) -> None:
    action = random.randrange(4)
    if action == 0 and value:
        del value[random.choice(list(value))]
    elif action == 1 and value:
        value[random.choice(list(value))] = random.choice(fresh)
    elif action == 2:
        members = list(value.items())
        members.insert(random.randint(0, len(members)), ("new", random.choice(fresh)))
        value.clear()
        value.update(members)
    else:
        value[random.choice(AWKWARD)] = random.choice(fresh)


def _mutate_list(value: list[Any], random: Random, fresh: list[Any], lists: list[list[Any]]) -> None:
    action = random.randrange(5)
    if action == 0 and value:
        del value[random.randrange(len(value))]
    elif action == 1 and value:
        value[random.randrange(len(value))] = random.choice(fresh)
    elif action == 2 and value:
        item = value.pop(random.randrange(len(value)))
        target = random.choice(lists)
        target.insert(random.randint(0, len(target)), item)
    elif action == 3:
        random.shuffle(value)
    else:
        value.insert(random.randint(0, len(value)), random.choice(fresh))


def _containers(value: Any) -> Any:
    if isinstance(value, (dict, list)):
        yield value
        for member in value.values() if isinstance(value, dict) else value:
            yield from _containers(member)


def commented(text: str, random: Random) -> str:
    """The text with comments and blank lines put between and behind its lines; without, if that breaks a block."""
    lines: list[str] = []
    for number, line in enumerate(text.splitlines(keepends=True)):
        margin = line[: len(line) - len(line.lstrip(" "))]
        if random.random() < 0.2:
            lines.append(
                random.choice([f"{margin}# above {number}\n", "\n", f"{margin}  # deep {number}\n", "# left\n"])
            )
        lines.append(f"{line.rstrip()} # beside {number}\n" if random.random() < 0.2 and line.strip() else line)
    found = "".join(lines)
    try:
        build(TextPart(text=found))
    except InputError:
        return text
    return found
