"""The manual of the rules: one page a rule, read from the docstring of its module."""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from meshctl.analyze.messages import MESSAGES
from meshctl.analyze.registry import all_rules, resource_rules

if TYPE_CHECKING:
    from meshctl.analyze.problem import Message
    from meshctl.analyze.rule import ResourceRule, Rule, RuleMeta

SECTIONS = ("What it checks", "Why it matters", "Example", "How to fix", "Source")
_HEADING = re.compile(r"^## (.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class RulePage:
    """The page of one rule: a title, and Markdown text by section in the order of `SECTIONS`."""

    meta: RuleMeta
    title: str
    sections: dict[str, str]

    @property
    def slug(self) -> str:
        """`subject/fault`."""
        return self.meta.slug

    @property
    def markdown(self) -> str:
        """The whole page: title, facts, sections."""
        body = "\n\n".join(f"## {name}\n{text}" for name, text in self.sections.items())
        return f"# {self.slug}\n\n{self.title}\n\n{self.facts}\n\n{body}\n"

    @property
    def facts(self) -> str:
        """A Markdown table of the rule's messages: code, name, severity."""
        rows = [f"| {each.code} | {each.name} | {each.severity.value} |" for each in self.meta.messages]
        optional = "\n\nOptional: runs only when selected by name, code or `ALL`." if self.meta.optional else ""
        return "\n".join(["| code | name | severity |", "| --- | --- | --- |", *rows]) + optional


def pages() -> list[RulePage]:
    """The pages of all rules in order of their slugs."""
    rules: list[Rule | ResourceRule] = [*all_rules(), *resource_rules()]
    return sorted((page_of(rule) for rule in rules), key=lambda page: page.slug)


def page_of(rule: Rule | ResourceRule) -> RulePage:
    """The page in a rule module's docstring."""
    title, *parts = _HEADING.split(inspect.cleandoc(rule.__doc__ or ""))
    sections = {name.strip(): text.strip() for name, text in zip(parts[::2], parts[1::2], strict=True)}
    return RulePage(meta=rule.META, title=title.strip(), sections=sections)


def find_pages(name: str) -> list[RulePage]:
    """The pages a user means by a code, a slug or the last part of one, in any case."""
    wanted = name.strip().lower()
    return [
        page
        for page in pages()
        if wanted in (page.slug, page.slug.rpartition("/")[2], *(code.lower() for code in page.meta.codes))
    ]


def find_message(code: str) -> Message | None:
    """The message of a code in any case, retired and idle ones included."""
    return MESSAGES.get(code.strip().upper())
