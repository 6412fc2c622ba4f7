"""Bodies once built: the same measures give the same body, and building one takes time."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from lumbalis.domain.anatomy import build_body
from lumbalis.exchange.plan_json import plain_object

if TYPE_CHECKING:
    from lumbalis.domain.anatomy import Body, BodyMeasures, BodyModel

_MOST = 64


def body_from(measures: BodyMeasures, model: BodyModel) -> Body:
    """Build a body, or give the one that was built from these measures before.

    Raises
    ------
    BodyError
        If no body can have the measures.
    """
    name = json.dumps(plain_object(measures), sort_keys=True)
    return _built(_Wish(name, measures, model))


@dataclass(frozen=True, eq=False)
class _Wish:
    """Measures and a model, known by what they say."""

    name: str
    measures: BodyMeasures
    model: BodyModel

    @property
    def _key(self) -> tuple[str, str]:
        return (self.name, self.model.sha256)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Wish) and other._key == self._key

    def __hash__(self) -> int:
        return hash(self._key)


@lru_cache(maxsize=_MOST)
def _built(wish: _Wish) -> Body:
    return build_body(wish.measures, wish.model)
