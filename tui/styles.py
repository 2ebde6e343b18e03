"""The stylesheet, parsed once a process and theme and not once a session.

A parsed rule says nothing about a person: it follows from the sheets and the theme's colours. Sessions with the same
theme share the rules; each session keeps its own list of which sheets it uses.
"""

from __future__ import annotations

from typing import Final

from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.css.types import CSSLocation
from textual.dom import DOMNode
from textual.theme import Theme

from tui.letting_go import let_go_of_parts

RULES_BOUND: Final = 2_000
"""Parsed sheets kept; there are about 40 a theme."""

THEME_NAME: Final = "porch-theme"
"""The variable that tells from which theme the others come."""

_parsed: dict[tuple[object, ...], list[RuleSet]] = {}


_variables: dict[str, dict[str, str]] = {}


def variables_of(theme: Theme) -> dict[str, str]:
    """The variables of one of our themes; Textual takes milliseconds to compute them."""
    if theme.name not in _variables:
        _variables[theme.name] = {
            **theme.to_color_system().generate(),
            **theme.variables,
            THEME_NAME: theme.name,
        }
    return _variables[theme.name]


class SharedStylesheet(Stylesheet):
    """A stylesheet that takes parsed rules from what the process has parsed before."""

    def _parse_rules(
        self,
        css: str,
        read_from: CSSLocation,
        is_default_rules: bool = False,
        tie_breaker: int = 0,
        scope: str = "",
    ) -> list[RuleSet]:
        key = (self._variables.get(THEME_NAME), css, read_from, is_default_rules, tie_breaker, scope)
        rules = _parsed.get(key)
        if rules is None:
            rules = super()._parse_rules(css, read_from, is_default_rules, tie_breaker, scope)
            if len(_parsed) >= RULES_BOUND:
                _parsed.clear()
            _parsed[key] = rules
        return rules

    def _process_component_classes(self, node: DOMNode) -> None:
        """Make the styles of a node's parts, and let the former ones go."""
        former = list(node._component_styles.values())
        super()._process_component_classes(node)
        let_go_of_parts(former)

    def reparse(self) -> None:
        """Take the rules for new variables."""
        self._require_parse = True
        self.parse()
        self._rules_map = None
