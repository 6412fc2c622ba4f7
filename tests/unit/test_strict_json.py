"""The parser of every entrance: what it refuses, and how it says so."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lumbalis.exchange.errors import InputError
from lumbalis.exchange.strict_json import (
    DEEPEST_NESTING,
    LARGEST_FILE,
    LARGEST_WHOLE_NUMBER,
    LONGEST_TEXT,
    parse_json,
    parse_ndjson,
)

REFUSED = {
    "the last of two equal keys": (b'{"cancer": "no", "cancer": "yes"}', "cancer twice"),
    "equal keys deep inside": (b'{"a": [{"b": 1, "b": 2}]}', "b twice"),
    "equal keys written differently": (b'{"b": 1, "\\u0062": 2}', "b twice"),
    "NaN": (b'{"nrs": NaN}', "NaN"),
    "Infinity": (b"[Infinity]", "Infinity"),
    "minus Infinity": (b"[-Infinity]", "-Infinity"),
    "a number that overflows": (b"[1e400]", "too large"),
    "a whole number beyond 2**53": (b"[9007199254740993]", "too large"),
    "a number of 5000 digits": (b"[" + b"9" * 5000 + b"]", "too large"),
    "a fraction of 5000 digits": (b"[0." + b"9" * 5000 + b"]", "too large"),
    "half of a surrogate pair": (b'["\\ud800"]', "surrogate"),
    "half of a surrogate pair in a key": (b'{"\\udc00": 1}', "surrogate"),
    "NUL, escaped": (b'["a\\u0000b"]', "NUL"),
    "NUL, plain": (b'["a\0b"]', "not JSON"),
    "nesting one level too deep": (b"[" * 65 + b"]" * 65, "nested deeper"),
    "nesting that would exhaust the stack": (b"[" * 100_000, "nested deeper"),
    "nesting behind long texts": (
        b'["' + b'x", "' * 30_000 + b'",' + b"[" * 100_000,
        "nested deeper",
    ),
    "nesting of objects": (b'{"a":' * 100_000, "nested deeper"),
    "nesting after a quoted bracket": (b'["\\"[[["' + b",[" * 70, "nested deeper"),
    "a long text": (b'["' + b"x" * (LONGEST_TEXT + 1) + b'"]', "characters"),
    "a text that is long once unescaped": (
        b'["' + b"\\n" * (LONGEST_TEXT + 1) + b'"]',
        "characters",
    ),
    "a large file": (b" " * (LARGEST_FILE + 1), "MB"),
    "Latin-1": ('{"name": "é"}'.encode("latin-1"), "not UTF-8"),
    "UTF-16": ("{}".encode("utf-16"), "not UTF-8"),
    "a surrogate encoded as if it were UTF-8": (b'["\xed\xa0\x80"]', "not UTF-8"),
    "nothing": (b"", "empty"),
    "only blanks": (b" \n\t ", "empty"),
    "only a byte order mark": (b"\xef\xbb\xbf", "empty"),
    "two values": (b"{} {}", "goes on"),
    "something after the end": (b"[1] x", "goes on"),
    "a comment": (b"{} // done", "goes on"),
    "single quotes": (b"{'a': 1}", "not JSON"),
    "a trailing comma": (b"[1,]", "not JSON"),
    "an unfinished object": (b'{"a": ', "not JSON"),
    "XML": (b"<Bundle/>", "XML"),
    "an unfinished text of escapes": (b'"' + b'\\"' * 200_000, "not JSON"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_corrupts_later_is_refused_now(case: str) -> None:
    """Each of these gets past an ordinary parser, or past one somewhere behind us."""
    data, what = REFUSED[case]
    with pytest.raises(InputError) as refused:
        parse_json(data, "patient.json")
    assert what in refused.value.what


@pytest.mark.parametrize("case", REFUSED)
def test_what_corrupts_later_is_refused_in_compact_text_too(case: str) -> None:
    """A program writes no spaces, and its text goes another way through the parser."""
    data, words = REFUSED[case]
    with pytest.raises(InputError, match=words):
        parse_json(data.replace(b": ", b":").replace(b", ", b","), "x")


@pytest.mark.parametrize("case", REFUSED)
def test_a_refusal_is_one_short_sentence(case: str) -> None:
    """Whoever reads it has to know what, where and what to do, at a glance."""
    with pytest.raises(InputError) as refused:
        parse_json(REFUSED[case][0], "patient.json")
    sentence = str(refused.value)
    assert sentence.startswith("patient.json: ")
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert len(sentence) < 200


@pytest.mark.parametrize(
    "data",
    [
        b'{"Anna Ivanova, born 1970": 1, "Anna Ivanova, born 1970": 2}',
        b'{"name": "Anna Ivanova" oops}',
        b'["Anna Ivanova\\u0000"]',
        b'["Anna Ivanova' + b" " * LONGEST_TEXT + b'"]',
    ],
)
def test_a_refusal_quotes_nothing_about_the_patient(data: bytes) -> None:
    """Errors end up in logs, and any text may be about a patient."""
    with pytest.raises(InputError) as refused:
        parse_json(data, "patient.json")
    assert "Ivanova" not in str(refused.value)


def test_a_place_is_named_where_there_is_one() -> None:
    """A file of a thousand lines cannot be corrected without the line."""
    with pytest.raises(InputError, match="line 2, column 8"):
        parse_json(b'{"a": 1,\n "b":  }', "patient.json")
    with pytest.raises(InputError, match="not UTF-8 text \\(line 3\\)"):
        parse_json(b"[\n1,\n\xff]", "patient.json")


def test_a_byte_order_mark_is_accepted() -> None:
    """Some editors put it there unasked; it changes no meaning."""
    assert parse_json(b'\xef\xbb\xbf{"a": 1}', "x") == {"a": 1}


def test_whole_surrogate_pairs_are_text() -> None:
    """Two halves together are one character."""
    assert parse_json(b'["\\ud83d\\ude00"]', "x") == ["\N{GRINNING FACE}"]


def test_the_limits_themselves_are_allowed() -> None:
    """A limit is the last thing that passes, not the first that fails."""
    deepest = b"[" * DEEPEST_NESTING + b"]" * DEEPEST_NESTING
    parse_json(deepest, "x")
    brackets_in_text = b'["' + b"[" * 1000 + b'"]'
    assert parse_json(brackets_in_text, "x") == ["[" * 1000]
    assert parse_json(b'["' + b"x" * LONGEST_TEXT + b'"]', "x") == ["x" * LONGEST_TEXT]
    assert parse_json(str(LARGEST_WHOLE_NUMBER).encode(), "x") == LARGEST_WHOLE_NUMBER


def test_json_lines_are_parsed_one_by_one_with_their_numbers() -> None:
    """A blank line is no value, and does not shift the numbers."""
    lines = [b'{"a": 1}\n', b"\n", b"[2]\n"]
    assert list(parse_ndjson(lines, "x.ndjson")) == [(1, {"a": 1}), (3, [2])]


def test_a_bad_json_line_is_named_and_the_lines_before_it_are_given() -> None:
    """Streaming means that nothing waits for the end of the file."""
    stream = parse_ndjson([b"{}\n", b"{]\n"], "x.ndjson")
    assert next(stream) == (1, {})
    with pytest.raises(InputError, match=r"x\.ndjson:2: is not JSON \(column 2\)"):
        next(stream)


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-LARGEST_WHOLE_NUMBER, LARGEST_WHOLE_NUMBER)
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts,
    lambda inner: st.lists(inner) | st.dictionaries(texts, inner),
)


@given(value=json_values)
def test_good_json_is_read_as_the_library_reads_it(value: object) -> None:
    """Strictness must not change what a good file says."""
    data = json.dumps(value, ensure_ascii=False).encode()
    assert parse_json(data, "x") == value
    assert parse_json(json.dumps(value).encode(), "x") == value


@given(value=json_values)
def test_both_parsers_read_the_same_value_of_the_same_type(value: object) -> None:
    """Compact text goes the fast way, spaced text the slow one; neither is the looser."""
    compact = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    spaced = json.dumps(value, ensure_ascii=False, indent=1).encode()
    assert repr(parse_json(compact, "x")) == repr(parse_json(spaced, "x"))


@given(
    parts=st.lists(
        st.sampled_from(
            [
                *(b'{"a":1', b',"a":2', b',"b":[', b"]", b"}", b"{", b'"c":', b"1.0", b"1.50"),
                *(b"9007199254740993", b"-0", b"-0.0", b"1e5", b"1e16", b'"\\u00e9"', b"null"),
                *(b",", b"9" * 20, b"0.1" + b"0" * 30, b'"\\/"', b'"\\u0000"'),
                *(b"true", b"\n", b" "),
            ]
        ),
        max_size=12,
    )
)
def test_the_fast_parser_lets_nothing_through_that_the_slow_one_refuses(parts: list[bytes]) -> None:
    """Spaces after the text's start are all that sends a text the slow way."""
    data = b"".join(parts)
    assert _said(data) == _said(b" " + data)


def _said(data: bytes) -> str:
    try:
        return repr(parse_json(data, "x"))
    except InputError as error:
        return error.what.partition(" (")[0]


@given(data=st.binary())
def test_no_bytes_raise_anything_but_an_input_error(data: bytes) -> None:
    """One kind of error, so that no entrance can forget one."""
    _only_input_errors(data)


@given(
    parts=st.lists(
        st.sampled_from(
            [
                *(b"{", b"}", b"[", b"]", b'"', b"\\", b":", b",", b"1", b"-", b"e9", b"NaN"),
                *(b'"a"', b"\\ud800", b"\\u0000", b"\xff", b"\0", b"\n", b"1e999", b"9" * 500),
            ]
        ),
        max_size=60,
    )
)
def test_no_fragments_of_json_raise_anything_but_an_input_error(parts: list[bytes]) -> None:
    """Almost-JSON reaches deeper into a parser than random bytes do."""
    _only_input_errors(b"".join(parts))


def _only_input_errors(data: bytes) -> None:
    try:
        value = parse_json(data, "x")
    except InputError:
        return
    _assert_clean(value)


def _assert_clean(value: object) -> None:
    if isinstance(value, dict):
        for key, item in value.items():
            _assert_clean(key)
            _assert_clean(item)
    elif isinstance(value, list):
        for item in value:
            _assert_clean(item)
    elif isinstance(value, str):
        assert "\0" not in value
        value.encode()
    elif isinstance(value, float):
        assert math.isfinite(value)
