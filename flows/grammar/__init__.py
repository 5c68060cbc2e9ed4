"""The language of merchants and riders: one line does it, `stock wax6 +10`."""

from flows.grammar.commands import Command, Grammar
from flows.grammar.converting import Converter
from flows.grammar.pattern import Examples

__all__ = ["Command", "Converter", "Examples", "Grammar"]
