"""Reading a knowledge file: YAML with line numbers, no duplicate keys, no surprising types.

Only `true`, `false`, `null`, whole and decimal numbers are more than text; `no`, `on` and
dates stay the words they look like (YAML 1.2 core schema, not 1.1).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import yaml

from lumbalis.knowledge.document import Document
from lumbalis.knowledge.errors import KnowledgeError

if TYPE_CHECKING:
    from collections.abc import Mapping

_WORDS: Mapping[str, object] = {"true": True, "false": False, "null": None, "~": None, "": None}
_WHOLE = re.compile(r"[-+]?(0|[1-9][0-9]*)\Z")
_DECIMAL = re.compile(r"[-+]?(0|[1-9][0-9]*)\.[0-9]+\Z")
_QUOTED = ("'", '"', "|", ">")
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(text: str, file: str) -> Document:
    """Parse one knowledge file.

    Raises
    ------
    KnowledgeError
        If it is not YAML, has a duplicate key, or a key that is not a word.
    """
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark is not None else None
        problem = getattr(error, "problem", None) or "it cannot be parsed"
        raise KnowledgeError(file, line, f"not YAML: {problem}", "Correct the line") from error
    if node is None:
        raise KnowledgeError(file, 1, "the file is empty", "Write its content or remove it")
    lines: dict[str, int] = {}
    return Document(file, _build(node, "", file, lines), lines)


def _build(node: yaml.Node, address: str, file: str, lines: dict[str, int]) -> object:
    lines.setdefault(address, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, address, file, lines)
    if isinstance(node, yaml.SequenceNode):
        items = enumerate(node.value)
        return [_build(item, f"{address}[{place}]", file, lines) for place, item in items]
    if not isinstance(node, yaml.ScalarNode):
        raise KnowledgeError(file, lines[address], "an unknown kind of entry", "Write plain YAML")
    return _scalar(node)


def _mapping(
    node: yaml.MappingNode, address: str, file: str, lines: dict[str, int]
) -> dict[str, object]:
    tree: dict[str, object] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            raise KnowledgeError(file, line, "a key is not a word", "Write name: value")
        key = key_node.value
        if key in tree:
            raise KnowledgeError(file, line, f"{key} stands here twice", "Keep one of the two")
        below = f"{address}.{key}" if address else key
        lines[below] = line
        tree[key] = _build(value_node, below, file, lines)
    return tree


def _scalar(node: yaml.ScalarNode) -> object:
    text: str = node.value
    if node.style in _QUOTED:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _WHOLE.match(text):
        return int(text)
    return float(text) if _DECIMAL.match(text) else text
