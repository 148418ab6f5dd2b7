"""Compiled templates: made from text, run over data, kept on disk between runs."""

from __future__ import annotations

import marshal
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal, NoReturn

from meshctl.errors import MeshctlError, Place, TemplateError
from meshctl.gotemplate import calls, runtime
from meshctl.gotemplate.faults import Fault, fail
from meshctl.gotemplate.runtime import DEFAULT_LIMITS, Limits, State
from meshctl.gotemplate.spots import Spot, place_of
from meshctl.gotemplate.views import MISSING, StructView

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from types import CodeType, TracebackType

    from meshctl.gotemplate.functions import FunctionSet
    from meshctl.gotemplate.nodes import Definition

MissingKey = Literal["default", "zero", "error"]

# Raised whenever generated code or the calls it makes change, so that stored templates are compiled anew.
FORMAT: Final = 2
_FILE: Final = "<go template>"
_LONGEST_QUOTE: Final = 120


def _too_deep(state: State) -> NoReturn:
    """Refuse one more level of templates within templates."""
    raise Fault(f"exceeded maximum template depth ({state.depth})")


_NAMESPACE: Final[Mapping[str, object]] = {
    "M": MISSING,
    "Ideal": calls.Ideal,
    "as_string": calls.as_string,
    "elements": runtime.elements,
    "fail": fail,
    "get1": runtime.get1,
    "get2": runtime.get2,
    "get3": runtime.get3,
    "get4": runtime.get4,
    "invoke": calls.invoke,
    "pairs": runtime.pairs,
    "show": runtime.show,
    "too_deep": _too_deep,
    "walk": runtime.walk,
    "walk_error": runtime.walk_error,
    "walk_zero": runtime.walk_zero,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """The part of a template that does not depend on function objects, and can be stored."""

    name: str
    texts: tuple[tuple[str, str], ...]
    code: CodeType
    functions: Mapping[str, str]
    checks: Mapping[str, tuple[str, int]]
    signatures: Mapping[str, str]
    templates: Mapping[str, str]
    spots: Sequence[Spot | None]


@dataclass(frozen=True, slots=True, eq=False)
class Template:
    """A template ready to run, with the templates it defines."""

    compiled: Compiled
    limits: Limits
    mutates: bool
    _run: Callable[[object, list[str], State, int], None] = field(repr=False)

    @property
    def name(self) -> str:
        """The name it was compiled under, which messages show."""
        return self.compiled.name

    @property
    def defined(self) -> tuple[str, ...]:
        """The names of all templates of the set."""
        return tuple(self.compiled.templates)

    def render(self, data: object) -> str:
        """The text that the template makes of `data`, which must stand for a Go value (see `values`).

        Raises:
            TemplateError: execution failed, or went beyond the limits; the place is that of the action at fault.
        """
        output: list[str] = []
        state = State(self.limits)
        if self.mutates:
            data = detached(data)
        try:
            self._run(MISSING if data is None else data, output, state, 0)
        except RecursionError:
            raise TemplateError("a value or template is nested too deeply", place=Place(self.name)) from None
        except Exception as error:
            raise self._placed(error) from error
        if sum(map(len, output)) > self.limits.output:
            message = f"the output grows beyond {self.limits.output} characters"
            raise TemplateError(message, place=Place(self.name))
        return self._checked("".join(output))

    def _checked(self, text: str) -> str:
        """The output, unless a character in it was cut apart."""
        if not text.isascii():
            try:
                text.encode()
            except UnicodeEncodeError:
                raise TemplateError(
                    "the output holds bytes that are not UTF-8",
                    place=Place(self.name),
                    remedy="trunc, substr and slice count bytes and can cut a character apart",
                ) from None
        return text

    def _placed(self, error: Exception) -> TemplateError:
        """The TemplateError for a failure, with the place where execution stood."""
        spot = self._spot(error.__traceback__)
        message, remedy = _message_of(error)
        if spot is None:
            return TemplateError(message, place=Place(self.name), remedy=remedy)
        source, text = self.compiled.texts[spot.source]
        if spot.function and not _raised_by_generated_code(error.__traceback__):
            message = f"error calling {spot.function}: {message}"
        quoted = " ".join(text[spot.start : spot.end].split())
        if len(quoted) > _LONGEST_QUOTE:
            quoted = quoted[:_LONGEST_QUOTE] + "..."
        message = f'executing "{spot.template}" at <{quoted}>: {message}'
        return TemplateError(message, place=place_of(source, text, spot.start), remedy=remedy)

    def _spot(self, traceback: TracebackType | None) -> Spot | None:
        """The part of the template that the innermost generated frame stands for."""
        line = 0
        while traceback is not None:
            if traceback.tb_frame.f_code.co_filename == _FILE:
                line = traceback.tb_lineno
            traceback = traceback.tb_next
        return self.compiled.spots[line]


def _raised_by_generated_code(traceback: TracebackType | None) -> bool:
    """Whether the innermost frame is generated code itself, so that no function is to blame."""
    while traceback is not None and traceback.tb_next is not None:
        traceback = traceback.tb_next
    return traceback is not None and traceback.tb_frame.f_code.co_filename == _FILE


def _message_of(error: Exception) -> tuple[str, str | None]:
    """What to say of a failure, and the remedy it names."""
    if isinstance(error, (Fault, MeshctlError)):
        return error.message, error.remedy
    return f"{type(error).__name__}: {error}", None


def compile_template(
    name: str,
    text: str,
    functions: FunctionSet,
    *,
    associated: Mapping[str, str] | None = None,
    missing_key: MissingKey = "default",
    limits: Limits = DEFAULT_LIMITS,
) -> Template:
    """A template ready to run.

    `associated` holds further texts by name, which this one may invoke; like Go's `New(name).Parse`, what one of them
    defines a later text may define anew. `missing_key` is Go's option of that name.

    Raises:
        TemplateError: a text does not parse, calls a function that is not in `functions`, or is nested too deeply.
    """
    # The compiler is not loaded for templates that were stored.
    from meshctl.gotemplate.compiler import generate
    from meshctl.gotemplate.parser import parse

    texts = [*(associated or {}).items(), (name, text)]
    definitions: dict[str, Definition] = {}
    for index, (source_name, source) in enumerate(texts):
        for definition in parse(source_name, source, functions, source=index).values():
            _associate(definitions, definition)
    generated = generate(definitions, functions, missing_key)
    try:
        code = compile(generated.source, _FILE, "exec", dont_inherit=True, optimize=1)
    except (SyntaxError, RecursionError, MemoryError):
        raise TemplateError("an expression is nested too deeply", place=Place(name)) from None
    compiled = Compiled(
        name=name,
        texts=tuple(texts),
        code=code,
        functions=generated.functions,
        checks=generated.checks,
        signatures={used: functions[used].signature.text for used in generated.functions.values()},
        templates=generated.templates,
        spots=generated.spots,
    )
    return _link(compiled, functions, limits)


def _associate(definitions: dict[str, Definition], definition: Definition) -> None:
    """Add a definition to a set; an empty one does not replace another."""
    known = definitions.get(definition.name)
    if known is None or not definition.is_empty():
        definitions[definition.name] = definition


def _link(compiled: Compiled, functions: FunctionSet, limits: Limits) -> Template:
    """A template whose code is bound to function objects."""
    namespace: dict[str, Any] = dict(_NAMESPACE)
    for python, used in compiled.functions.items():
        namespace[python] = functions[used].call
    for python, (used, index) in compiled.checks.items():
        namespace[python] = calls.checker(functions[used].signature.parameter(index))
    exec(compiled.code, namespace)  # noqa: S102  generated by us: see codegen on what can get into it
    mutates = any(functions[used].mutates for used in compiled.functions.values())
    return Template(compiled, limits, mutates, namespace[compiled.templates[compiled.name]])


def detached(value: object) -> object:
    """A copy of data whose maps a template may change; typed values other than structs cannot be changed by one."""
    if isinstance(value, StructView):
        return StructView(detached(value.value), value.struct, value.go_type)
    if getattr(value, "go_type", None) is not None:
        return value
    if isinstance(value, dict):
        return {key: detached(item) for key, item in value.items()}
    return [detached(item) for item in value] if isinstance(value, list) else value


def dumps(template: Template) -> bytes:
    """The template in a form that `loads` reads back without compiling.

    NB: like any marshalled code this must only be read from places nobody else can write to.
    """
    compiled = template.compiled
    spots = [None if spot is None else tuple(spot) for spot in compiled.spots]
    content = (
        _stamp(), compiled.name, compiled.texts, compiled.code, dict(compiled.functions), dict(compiled.checks),
        dict(compiled.signatures), dict(compiled.templates), spots,
    )  # fmt: skip
    return marshal.dumps(content)


def loads(stored: bytes, functions: FunctionSet, *, limits: Limits = DEFAULT_LIMITS) -> Template | None:
    """A template that `dumps` stored; None where another Python, another format or other functions made it."""
    try:
        stamp, *content = marshal.loads(stored)  # noqa: S302  see the note in `dumps`
        if stamp != _stamp():
            return None
        name, texts, code, names, checks, signatures, templates, spots = content
    except (ValueError, EOFError, TypeError):
        return None
    if any(used not in functions or functions[used].signature.text != text for used, text in signatures.items()):
        return None
    compiled = Compiled(
        name=name, texts=texts, code=code, functions=names, checks=checks, signatures=signatures,
        templates=templates, spots=[None if spot is None else Spot(*spot) for spot in spots],
    )  # fmt: skip
    return _link(compiled, functions, limits)


def _stamp() -> tuple[int, str]:
    """What stored templates must agree on with this process."""
    return FORMAT, sys.version
