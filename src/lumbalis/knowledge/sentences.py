"""The fifth reading of a rule: its condition as a plain sentence, in the reader's language.

Negations are carried to the facts themselves (De Morgan's laws hold in three-valued logic), so
a reader never has to turn a bracket inside out. What is short becomes one clause; what is not
becomes a list, nested where the rule is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lumbalis.domain.expressions import Expression, nodes
from lumbalis.domain.facts import Vocabulary
from lumbalis.knowledge.texts import Texts
from lumbalis.knowledge.wording import amount, label_of, lower_first, word_of

_INLINE_PARTS = 3
_INLINE_LENGTH = 110
_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
_NAMES = {
    "<": "less",
    "<=": "at_most",
    ">": "more",
    ">=": "at_least",
    "==": "equal",
    "!=": "unequal",
}


_FOR_ONE_WORD = {"has_all": "is", "has_not_all": "lacks", "has_none": "lacks"}


@dataclass(frozen=True, slots=True)
class Clause:
    """Something said in one breath. `parts` counts the facts it joins."""

    text: str
    parts: int = 1


@dataclass(frozen=True, slots=True)
class Listing:
    """Several things that hold together, or of which one is enough; `lead` says which."""

    lead: str
    members: tuple[Clause | Listing, ...]


def sentence(expression: Expression, vocabulary: Vocabulary, texts: Texts) -> Clause | Listing:
    """Put a condition into words."""
    return _Teller(vocabulary, texts).tell(expression, holds=True)


def as_lines(told: Clause | Listing, depth: int = 0) -> Iterator[tuple[int, str]]:
    """Give the lines of a sentence with the depth each is indented to."""
    if isinstance(told, Clause):
        yield depth, told.text
        return
    yield depth, told.lead
    for member in told.members:
        yield from as_lines(member, depth + 1)


def as_prose(told: Clause | Listing) -> str:
    """Give a sentence on one line; lists stand in brackets."""
    if isinstance(told, Clause):
        return told.text
    return f"{told.lead} ({'; '.join(as_prose(member) for member in told.members)})"


@dataclass(frozen=True, slots=True)
class _Teller:
    """Says expressions in one language."""

    vocabulary: Vocabulary
    texts: Texts

    def tell(self, expression: Expression, *, holds: bool) -> Clause | Listing:
        match expression:
            case nodes.Not(child):
                return self.tell(child, holds=not holds)
            case nodes.And(children):
                return self._group("all" if holds else "any", children, holds=holds)
            case nodes.Or(children):
                return self._group("any" if holds else "all", children, holds=holds)
            case nodes.Stated(child):
                return self._stated(self.tell(child, holds=True), holds=holds)
            case _:
                return Clause(self._leaf(expression, holds=holds))

    def _word(self, key: str, **values: str) -> str:
        return self.texts.get("interface", "sentence", key, **values)

    def _group(self, kind: str, children: Sequence[Expression], *, holds: bool) -> Clause | Listing:
        told = list(self._members(children, kind, holds=holds))
        if len(told) == 1:
            return told[0]
        clauses = [one for one in told if isinstance(one, Clause) and one.parts == 1]
        length = sum(len(one.text) for one in clauses)
        if len(clauses) == len(told) <= _INLINE_PARTS and length <= _INLINE_LENGTH:
            joint = self._word(f"join_{kind}")
            return Clause(joint.join(one.text for one in clauses), len(clauses))
        return Listing(self._word(kind), tuple(told))

    def _members(
        self, children: Sequence[Expression], kind: str, *, holds: bool
    ) -> Iterator[Clause | Listing]:
        """Tell each member; "not known" is said together with what is asked of the same fact."""
        open_fact: str | None = None
        for place, child in enumerate(children):
            unknown = _unknown_fact(child, holds=holds)
            follower = children[place + 1] if place + 1 < len(children) else None
            if kind == "any" and unknown is not None and _speaks_of(follower, unknown):
                open_fact = unknown
                continue
            told = self.tell(child, holds=holds)
            if open_fact is not None and isinstance(told, Clause):
                told = Clause(self._word("or_not_known", clause=told.text), told.parts + 1)
            open_fact = None
            yield told

    def _stated(self, told: Clause | Listing, *, holds: bool) -> Clause | Listing:
        key = "stated" if holds else "not_stated"
        if isinstance(told, Clause):
            return Clause(self._word(key, clause=told.text), told.parts)
        return Listing(self._word(key, clause=told.lead), told.members)

    def _leaf(self, leaf: nodes.Leaf, *, holds: bool) -> str:
        match leaf:
            case nodes.Flag(name):
                return self._word("yes" if holds else "no", label=self._label(name))
            case nodes.Known(name):
                return self._word("known" if holds else "not_known", label=self._label(name))
            case nodes.IsOneOf(name, words):
                return self._words("is" if holds else "is_not", name, words, "or")
            case nodes.HasAny(name, words):
                return self._words("is" if holds else "has_none", name, words, "or")
            case nodes.HasAll(name, words):
                return self._words("has_all" if holds else "has_not_all", name, words, "and")
            case nodes.Compare():
                return self._compare(leaf, holds=holds)

    def _label(self, name: str) -> str:
        return lower_first(label_of(name, self.texts))

    def _words(self, key: str, name: str, words: frozenset[str], joint: str) -> str:
        key = _FOR_ONE_WORD.get(key, key) if len(words) == 1 else key
        listed = self._listed(self._said(name, words), self._word(f"word_{joint}"))
        return self._word(key, label=self._label(name), words=listed)

    def _said(self, name: str, words: frozenset[str]) -> list[str]:
        """Say the words of a fact in the order in which it offers them."""
        fact = self.vocabulary.facts.get(name)
        ordered = fact.values if fact is not None else tuple(sorted(words))
        return [word_of(name, word, self.texts) for word in ordered if word in words]

    def _listed(self, words: Sequence[str], joint: str) -> str:
        """Join words; those that could be taken for two stand in quotation marks."""
        several = len(words) > 1
        clear = [
            self._word("quoted", word=word) if "," in word or (several and joint in word) else word
            for word in words
        ]
        return f"{', '.join(clear[:-1])}{joint}{clear[-1]}" if several else clear[0]

    def _compare(self, node: nodes.Compare, *, holds: bool) -> str:
        left, right = node.left, node.right
        sign: str = node.operator
        if isinstance(left, nodes.LimitNumber) and not isinstance(right, nodes.LimitNumber):
            left, sign, right = right, _MIRRORED[sign], left
        name = _NAMES[sign if holds else _OPPOSITE[sign]]
        match left:
            case nodes.DaysSince(fact):
                return self._versus(f"since_{name}", fact, right)
            case nodes.CountOf(fact):
                return self._versus(f"count_{name}", fact, right)
            case nodes.NumberFact(fact):
                return self._versus(f"{name}_{self._scale(fact)}", fact, right)
            case nodes.LimitNumber(limit):
                unit = limit.unit or "{count}"
                value = self.texts.quantity(limit.value, unit)
                return self._word(f"{name}_amount", label=value, amount=self._other(right))

    def _scale(self, fact: str) -> str:
        known = self.vocabulary.names[fact]
        return self.texts.scale(known.unit or "{count}")

    def _versus(self, key: str, fact: str, right: nodes.Operand) -> str:
        if not isinstance(right, nodes.LimitNumber):
            return self._word(key, label=self._label(fact), amount=self._other(right))
        form = self.texts.get("interface", "sentence", "case")
        if key.startswith(("since_", "count_")):
            unit = right.limit.unit or "{count}"
            said = self.texts.quantity(right.limit.value, unit, form)
        else:
            said = amount(fact, right.limit.value, self.vocabulary, self.texts, form)
        return self._word(key, label=self._label(fact), amount=said)

    def _other(self, operand: nodes.Operand) -> str:
        if isinstance(operand, nodes.LimitNumber):
            return self.texts.quantity(operand.limit.value, operand.limit.unit or "{count}")
        return self._label(operand.name)


def _unknown_fact(expression: Expression, *, holds: bool) -> str | None:
    """Name the fact whose silence an expression asks for, if it asks for nothing else."""
    match expression:
        case nodes.Not(nodes.Known(name)) if holds:
            return name
        case nodes.Known(name) if not holds:
            return name
        case _:
            return None


def _speaks_of(expression: Expression | None, fact: str) -> bool:
    """Tell whether an expression asks something of this fact alone, besides its silence."""
    if expression is None or isinstance(expression, nodes.And | nodes.Or):
        return False
    known = any(isinstance(node, nodes.Known) for node in nodes.walk(expression))
    return not known and set(nodes.facts_read(expression)) == {fact}


def expression_text(expression: Expression) -> str:
    """Write an expression in the rule language; parsing it again gives the same expression."""
    match expression:
        case nodes.And(children):
            return " and ".join(_bracketed(child, nodes.Or, nodes.And) for child in children)
        case nodes.Or(children):
            return " or ".join(_bracketed(child, nodes.Or) for child in children)
        case nodes.Not(nodes.IsOneOf(name, words)):
            return _is_one_of(name, words, "!=", "not in")
        case nodes.Not(child):
            return f"not {_bracketed(child, nodes.Or, nodes.And)}"
        case nodes.Stated(child):
            return f"stated({expression_text(child)})"
        case _:
            return _leaf_text(expression)


def _bracketed(expression: Expression, *kinds: type[nodes.And | nodes.Or]) -> str:
    text = expression_text(expression)
    return f"({text})" if isinstance(expression, kinds) else text


def _leaf_text(leaf: nodes.Leaf) -> str:
    match leaf:
        case nodes.Flag(name):
            return name
        case nodes.Known(name):
            return f"known({name})"
        case nodes.IsOneOf(name, words):
            return _is_one_of(name, words, "==", "in")
        case nodes.HasAny(name, words):
            return f"any_of({name}, {_set_text(words)})"
        case nodes.HasAll(name, words):
            return f"all_of({name}, {_set_text(words)})"
        case nodes.Compare(left, sign, right):
            return f"{_operand_text(left)} {sign} {_operand_text(right)}"


def _is_one_of(name: str, words: frozenset[str], equal: str, among: str) -> str:
    if len(words) == 1:
        return f'{name} {equal} "{next(iter(words))}"'
    return f"{name} {among} {_set_text(words)}"


def _set_text(words: frozenset[str]) -> str:
    return "{" + ", ".join(f'"{word}"' for word in sorted(words)) + "}"


def _operand_text(operand: nodes.Operand) -> str:
    match operand:
        case nodes.LimitNumber(limit):
            return f"limits.{limit.id}"
        case nodes.DaysSince(name):
            return f"days_since({name})"
        case nodes.CountOf(name):
            return f"count({name})"
        case nodes.NumberFact(name):
            return name
