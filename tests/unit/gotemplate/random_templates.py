"""Random templates over random data, most of them well formed, for the comparison with Go.

The generator knows roughly what type an expression has, so that most templates get far; one choice in a dozen ignores
it, so that errors are compared as well. The same seed gives the same templates.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from tests.unit.gotemplate.cases import Case, shared_data

if TYPE_CHECKING:
    from collections.abc import Iterator


def _listed(text: str) -> list[str]:
    """The entries of a table, which semicolons divide."""
    return [entry.strip() for entry in text.split(";")]


_FIELDS = {
    "string": _listed(
        r"""
        .name ; .text ; .empty ; .multi ; .unicode ; .spaces ; .nested.text ; .node.Name ; .html ; $.name ;
        .labels.app ; .node.GetName ; .node.Next.Name ; .node.Title ; .plainNode.Name
        """
    ),
    "int": _listed(
        r"""
        .num ; .neg ; .zero ; $.num
        """
    ),
    "number": _listed(
        r"""
        .num ; .pi ; .i64 ; .u8 ; .million ; .whole ; .i32 ; .color ; .node.Count ; .node.Ratio ; .tiny
        """
    ),
    "bool": _listed(
        r"""
        .yes ; .no ; .node.Ready
        """
    ),
    "list": _listed(
        r"""
        .list ; .words ; .mixed ; .emptyList ; .strs ; .ints ; .nilList ; .nested.list ; .node.Words
        """
    ),
    "map": _listed(
        r"""
        .map ; .strings ; .emptyMap ; .nested ; .nested.x ; .nilAnyMap
        """
    ),
    "anymap": _listed(
        r"""
        .map ; .labels ; .counts ; .strings ; .nested ; .node.Labels ; .nilMap ; .node.Sizes
        """
    ),
    "odd": _listed(
        r"""
        .missing ; .nothing ; .missing.x ; .nested.nil ; nil ; .nilNode ; .plainNode ; .port ; .level ; .amount ;
        .color ; .nilStr ; .node.Next.Next ; .nilNode.Name ; .nothing.x ; .nested.nil.x ; .name.x ; .nodes.y ;
        .nodes.nope ; .node.Primary ; .nope.GetName ; .red
        """
    ),
}
_STRINGS = _listed(
    r"""
    "a" ; "" ; "Hello World" ; "x,y,z" ; "1.2.3" ; "42" ; `raw` ; "é☃" ; "a-b_c D" ; "  sp " ; "%d" ; "FooBarBaz" ;
    "0x1f" ; "true"
    """
)
_INTS = _listed(
    r"""
    0 ; 1 ; 2 ; 3 ; -1 ; 5 ; 10 ; 0x10 ; 'a' ; 63
    """
)
_FLOATS = _listed(
    r"""
    1.5 ; 0.0 ; -2.25 ; 1e3 ; 3.14159 ; 1e6 ; 1e21 ; 0.1
    """
)

# What is merged is copied first: a map merged into itself would hold itself, and Go would overflow its stack.
# By the type of the result; {s} {i} {n} {b} {l} {m} {a} stand for arguments of a type, {k} {c} {f} {r} {v} {w} for
# small numbers, constant texts, formats, patterns, version constraints and versions.
_CALLS = {
    "string": _listed(
        r"""
        upper {s} ; lower {s} ; title {s} ; untitle {s} ; swapcase {s} ; trim {s} ; trimAll {s} {s} ; trunc {i} {s} ;
        trimSuffix {s} {s} ; trimPrefix {s} {s} ; quote {a} ; squote {a} ; quote {a} {a} ; cat {a} {a} ;
        indent {k} {s} ; nindent {k} {s} ; replace {s} {c} {s} ; repeat {k} {s} ; print {a} {a} ; print {a} {a} {a} ;
        println {a} ; printf {f} {a} ; printf {f} {n} ; printf {f} {a} {a} ; toString {a} ; join {s} {l} ;
        snakecase {s} ; camelcase {s} ; kebabcase {s} ; substr {k} {k} {s} ; abbrev {k} {s} ; abbrevboth {k} {k} {s} ;
        initials {s} ; nospace {s} ; wrap {k} {s} ; wrapWith {k} {s} {s} ; html {a} ; js {a} ; urlquery {a} ;
        b64enc {s} ; b64dec {s} ; b32enc {s} ; b32dec {s} ; toJson {a} ; toRawJson {a} ; toPrettyJson {a} ;
        typeOf {a} ; kindOf {a} ; base {s} ; dir {s} ; clean {s} ; ext {s} ; sha256sum {s} ; adler32sum {s} ;
        plural {s} {s} {i} ; regexFind {r} {s} ; seq {k} {k} ; seq {k} ; regexReplaceAll {r} {s} {c} ;
        regexReplaceAllLiteral {r} {s} {c} ; regexQuoteMeta {s} ; index {l} {i} | toString ;
        ternary {s} {s} {b} | print ; slice {s} {k} ; duration {n} ; date "2006-01-02 15:04" {i} ; durationRound {s}
        """
    ),
    "int": _listed(
        r"""
        len {s} ; len {l} ; len {anymap} ; int {a} ; atoi {s} ; add {n} {n} | int ; len {a}
        """
    ),
    "number": _listed(
        r"""
        add {n} {n} ; sub {n} {n} ; mul {n} {n} ; div {n} {i} ; max {n} {n} ; min {n} {n} {n} ; add1 {n} ; int64 {a} ;
        float64 {a} ; floor {n} ; ceil {n} ; round {n} {k} ; addf {n} {n} ; subf {n} {n} ; mulf {n} {n} ; divf {n} 4 ;
        div {n} 3 ; mod {n} 4 ; maxf {n} {n} ; minf {n} {n} ; toDecimal {a} ; round {n} 1 ; add1f {n} ;
        index {s} {k}
        """
    ),
    "bool": _listed(
        r"""
        eq {a} {a} ; eq {s} {s} ; eq {i} {i} {i} ; ne {s} {s} ; lt {i} {i} ; le {n} {n} ; gt {s} {s} ; ge {n} {n} ;
        not {a} ; and {b} {b} ; or {b} {b} ; empty {a} ; contains {s} {s} ; hasPrefix {s} {s} ; hasSuffix {s} {s} ;
        has {a} {l} ; hasKey {m} {s} ; all {a} {a} ; any {a} {a} ; kindIs {s} {a} ; typeIs {s} {a} ;
        deepEqual {a} {a} ; isAbs {s} ; regexMatch {r} {s} ; semverCompare {v} {w}
        """
    ),
    "list": _listed(
        r"""
        list {a} {a} ; list ; append {l} {a} ; prepend {l} {a} ; reverse {l} ; uniq {l} ; without {l} {a} ;
        compact {l} ; rest {l} ; initial {l} ; concat {l} {l} ; sortAlpha {l} ; splitList {s} {s} ; until {k} ;
        untilStep {k} {k} {k} ; untilStep 3 -4 -2 ; keys {m} | sortAlpha ; values {m} ; pluck {s} {m} ;
        toStrings {a} ; chunk {k} {l} ; slice {l} {k} ; slice $.list 1 2 ; slice $.words 2 ;
        regexFindAll {r} {s} {i} ; regexSplit {r} {s} {i} ; deepCopy {l}
        """
    ),
    "map": _listed(
        r"""
        dict {s} {a} ; dict {s} {a} {s} {a} ; dict ; pick {m} {s} ; omit {m} {s} ;
        merge (dict {s} {s}) (deepCopy {m}) ; mergeOverwrite (dict {s} {i}) (deepCopy {m}) ; set (dict) {s} {a} ;
        unset (deepCopy {m}) {s} ; deepCopy {m} ; merge (deepCopy {m}) (deepCopy {m}) ;
        mergeOverwrite (deepCopy {m}) (deepCopy {m}) (deepCopy {m}) ; split {s} {s} ; splitn {s} {i} {s}
        """
    ),
    "any": _listed(
        r"""
        default {a} {a} ; coalesce {a} {a} {a} ; first {l} ; last {l} ; index {l} {k} ; index {anymap} {s} ;
        get {m} {s} ; and {a} {a} ; or {a} {a} {a} ; ternary {a} {a} {b} ; dig {s} {a} {m} ; fromJson {s} ;
        index {a} {a} ; slice {a} {i} ; or {a} {a} ; dig {s} {s} {a} {m} ; call .sum {i} {i} ; call .any {a} ;
        .node.Greet {s} {k} ; .node.Kind {a} ; .node.Half {n} ; .node.Join {s} {s}
        """
    ),
}
_FORMATS = _listed(
    r"""
    "%v" ; "%s" ; "%d" ; "%q" ; "%5v|" ; "%-6v|" ; "%05d" ; "%x" ; "%T" ; "%+v" ; "%#v" ; "%.2f" ; "%t" ; "%g" ;
    "%e" ; "%6.2f|" ; "%c" ; "%U" ; "%o" ; "%b" ; "%v %v" ; "%3d%%" ; "%X" ; "%.3s" ; "%+d" ; "%08.3f" ; "% d" ;
    "%#x" ; "%.1v" ; "%G"
    """
)
_PATTERNS = _listed(
    r"""
    "a" ; "[a-z]+" ; "o|l" ; "^H" ; "\\d+" ; "(l)(o)?" ; "\\s" ; "x*" ; "(?i)WORLD" ; ".$" ; "[^,]+" ; "" ; "a(" ;
    "\\w{2}" ; "(?P<x>.)e" ; "b??"
    """
)
_CONSTRAINTS = _listed(
    r"""
    "^1.2" ; ">=1.0" ; "~1.2.3" ; "1.x" ; "*" ; "!=1.2.3" ; "<2 || >3" ; "1 - 2" ; "bad" ; ">1.1, <1.3"
    """
)
_VERSIONS = _listed(
    r"""
    "1.2.3" ; "v1.2" ; "2.0.0-rc.1" ; "0.9" ; "1.2.4+b" ; "3" ; "nope"
    """
)
_ARGUMENTS = {
    "s": "string", "i": "int", "n": "number", "b": "bool", "l": "list", "m": "map", "a": "any", "anymap": "anymap",
}  # fmt: skip
_FINALS = {
    "string": _listed(
        r"""
        quote ; upper ; default "x" ; trunc 3 ; print "a" ; replace "a" "b"
        """
    ),
    "int": _listed(
        r"""
        add 1 | int ; int
        """
    ),
    "number": _listed(
        r"""
        add 1 ; max 3 ; mul 2 ; float64
        """
    ),
    "bool": _listed(
        r"""
        not ; and true ; or false
        """
    ),
    "list": _listed(
        r"""
        reverse ; uniq ; default (list 1)
        """
    ),
    "anymap": _listed(
        r"""
        deepCopy
        """
    ),
    "map": _listed(
        r"""
        deepCopy ; default (dict)
        """
    ),
    "any": _listed(
        r"""
        default 1 ; or 0 ; and 1 ; coalesce nil
        """
    ),
}
_LAST = _listed(
    r"""
    quote ; toString ; print ; toJson ; printf "%v" ; printf "%T" ; kindOf ; not ; empty ; squote ; html
    """
)
_TYPES = ["string", "int", "number", "bool", "list", "map", "any"]


class Generator:
    """Makes one template."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.variables: list[tuple[str, str]] = []
        self.loops = 0
        self.scoped = 0
        self.templates: list[str] = []

    def template(self) -> str:
        """A whole template."""
        parts = [self.definition() for _ in range(self.rng.choice([0, 0, 0, 1, 2]))]
        parts += [self.block(3) for _ in range(self.rng.randint(1, 5))]
        return "".join(parts)

    def definition(self) -> str:
        name = f"d{len(self.templates)}"
        outer, self.variables, loops, self.loops = self.variables, [], self.loops, 0
        body = self.blocks(1)
        self.variables, self.loops = outer, loops
        self.templates.append(name)
        return self.action(f'define "{name}"') + body + self.action("end")

    def blocks(self, depth: int) -> str:
        visible = len(self.variables)
        text = "".join(self.block(depth) for _ in range(self.rng.randint(1, 3)))
        del self.variables[visible:]
        return text

    def block(self, depth: int) -> str:
        kinds = ["text", "output", "output", "output", "declare", "assign", "comment", "invoke"]
        if depth > 0:
            kinds += ["if", "if", "with", "range", "range", "jump"]
        return str(getattr(self, f"_{self.rng.choice(kinds)}")(depth))

    def action(self, body: str) -> str:
        left = self.rng.choice(["{{ ", "{{ ", "{{ ", "{{", "{{- "])
        right = self.rng.choice([" }}", " }}", " }}", "}}", " -}}"])
        if left == "{{" and body.startswith("-"):
            left = "{{ "
        return left + body + right

    def _text(self, _depth: int) -> str:
        return self.rng.choice(["a", " b ", "\n", "x: ", "  \n  ", "- k", "é", "}", "{ ", "\t"])

    def _output(self, _depth: int) -> str:
        return self.action(self.output_pipeline()) + self.rng.choice(["", " ", "\n", "|"])

    def _comment(self, _depth: int) -> str:
        return self.rng.choice(["{{/* c */}}", "{{- /* c */ -}}", "{{- /* c\nd */}}"])

    def _declare(self, _depth: int) -> str:
        kind = self.rng.choice(_TYPES)
        text = self.pipeline(kind, 2)
        name = self.rng.choice(["$x", "$y", "$z", f"$v{len(self.variables)}"])
        self.variables.append((name, kind))
        return self.action(f"{name} := {text}")

    def _assign(self, depth: int) -> str:
        if not self.variables:
            return self._output(depth)
        name, kind = self.rng.choice(self.variables)
        # A text that is assigned to itself in a loop must not grow without end.
        shortened = " | trunc 40" if kind == "string" else ""
        return self.action(f"{name} = {self.pipeline(kind, 1)}{shortened}")

    def _invoke(self, _depth: int) -> str:
        if not self.templates:
            return self._text(0)
        argument = " $" if self.rng.random() < 0.8 else self.rng.choice(["", " .", " " + self.pipeline("any", 1)])
        return self.action(f'template "{self.rng.choice(self.templates)}"{argument}')

    def _jump(self, _depth: int) -> str:
        if not self.loops:
            return self._text(0)
        condition = self.pipeline("bool", 1)
        return self.action(f"if {condition}") + self.action(self.rng.choice(["break", "continue"])) + self.action("end")

    def _if(self, depth: int) -> str:
        visible = len(self.variables)
        text = self.action(f"if {self.condition()}") + self.blocks(depth - 1)
        while self.rng.random() < 0.3:
            text += self.action(f"else if {self.condition()}") + self.blocks(depth - 1)
        if self.rng.random() < 0.5:
            text += self.action("else") + self.blocks(depth - 1)
        del self.variables[visible:]
        return text + self.action("end")

    def _with(self, depth: int) -> str:
        text = self.action(f"with {self.pipeline(self.rng.choice(['any', 'map', 'string']), 1)}")
        self.scoped += 1
        text += self.blocks(depth - 1)
        self.scoped -= 1
        if self.rng.random() < 0.5:
            text += self.action("else") + self.blocks(depth - 1)
        return text + self.action("end")

    def _range(self, depth: int) -> str:
        kind = self.rng.choice(["list", "list", "anymap", "int", "map"])
        source = self.pipeline(kind, 1) if kind != "int" else self.rng.choice(["3", "0", ".i64 | min 4 | int", "2"])
        visible = len(self.variables)
        head = self.rng.choice(["", "", "$e := ", "$i, $e := "] if kind != "int" else ["", "$e := "])
        if head:
            self.variables.append(("$e", "any"))
        if head.startswith("$i"):
            self.variables.append(("$i", "any"))
        self.loops += 1
        self.scoped += 1
        text = self.action(f"range {head}{source}") + self.blocks(depth - 1)
        self.loops -= 1
        self.scoped -= 1
        if self.rng.random() < 0.3:
            text += self.action("else") + self.blocks(depth - 1)
        del self.variables[visible:]
        return text + self.action("end")

    def condition(self) -> str:
        text = self.pipeline(self.rng.choice(["bool", "bool", "any", "string"]), 1)
        if self.rng.random() < 0.1:
            self.variables.append(("$c", "any"))
            return f"$c := {text}"
        return text

    def pipeline(self, kind: str, depth: int) -> str:
        """An expression without parentheses around it."""
        text = self.expression(kind, depth)
        if self.rng.random() < 0.25:
            text += f" | {self.rng.choice(_FINALS[kind])}"
        return text

    def output_pipeline(self) -> str:
        """An expression of any type, perhaps through a function that takes anything."""
        text = self.pipeline(self.rng.choice(_TYPES), 2)
        return f"{text} | {self.rng.choice(_LAST)}" if self.rng.random() < 0.2 else text

    def expression(self, kind: str, depth: int) -> str:
        """A call or an operand of a type."""
        if self.rng.random() < 0.03:
            kind = self.rng.choice(_TYPES)
        calls = _CALLS.get("map" if kind == "anymap" else kind, [])
        if depth <= 0 or not calls or self.rng.random() < 0.35:
            return self.operand(kind)
        template = self.rng.choice(calls)
        return "".join(self.filled(part, depth) for part in template.replace("}", "{").split("{"))

    def filled(self, part: str, depth: int) -> str:
        """A piece of a call's template, its placeholders replaced."""
        fixed = {"f": _FORMATS, "r": _PATTERNS, "v": _CONSTRAINTS, "w": _VERSIONS, "c": _STRINGS}.get(part)
        if fixed:
            return self.rng.choice(fixed)
        if part == "k":
            return self.rng.choice(["0", "1", "2", "3", "5", "8"])
        if part not in _ARGUMENTS:
            return part
        text = self.expression(_ARGUMENTS[part], depth - 1)
        return f"({text})" if " " in text and text[0] not in "\"`'" else text

    def operand(self, kind: str) -> str:
        """A constant, field or variable."""
        known = [name for name, of in self.variables if kind in {of, "any"}]
        if known and self.rng.random() < 0.4:
            return self.rng.choice(known)
        if self.rng.random() < 0.02:
            kind = "odd"
        if kind == "any" and self.scoped and self.rng.random() < 0.15:
            return "."
        if kind == "any":
            kind = self.rng.choice(["string", "int", "number", "bool", "list", "map", "odd", "anymap"])
        options = list(_FIELDS[kind])
        if (self.scoped and self.rng.random() < 0.98) or self.rng.random() < 0.5:
            options = [f"${option}" if option.startswith(".") else option for option in options]
        options += {"string": _STRINGS, "int": _INTS, "number": _INTS + _FLOATS, "bool": ["true", "false"]}.get(
            kind, []
        )
        return self.rng.choice(options)


_SHARE_OF_BROKEN = 0.1
_NOISE = [
    "", "", "{{", "}}", "(", ")", "|", ".", "$", '"', "`", "'", "-", " ", "\n", ":=", "=", ",", "1", "x", "é", "/*",
    "*/", "{{end}}", "{{else}}", "{{if .x}}", "nil", ".a", "$x", "-}}", "{{-", "#", "\\", "0x", "1e", "_",
]  # fmt: skip


def random_cases(seed: int, count: int) -> Iterator[Case]:
    """So many cases; options other than the default now and then."""
    rng = random.Random(seed)  # noqa: S311  repeatable, and nothing secret
    for _ in range(count):
        option = rng.choices(["default", "zero", "error"], [0.9, 0.05, 0.05])[0]
        text = Generator(rng).template()
        if rng.random() < _SHARE_OF_BROKEN:
            text = broken(rng, text)
        yield Case(text=text, data=shared_data(), missing_key=option)


def broken(rng: random.Random, text: str) -> str:
    """The template with a few characters lost, doubled or put in, so that parse errors are compared as well."""
    for _ in range(rng.randint(1, 3)):
        at = rng.randrange(len(text) + 1)
        text = text[:at] + rng.choice(_NOISE) + text[at + rng.choice([0, 0, 1, 2, 5]) :]
    return text
