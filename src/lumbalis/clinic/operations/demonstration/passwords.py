"""Passwords for one use that people can type: four words and four digits."""

from __future__ import annotations

import secrets

_WORDS = (
    "acorn amber anchor apple arrow aspen autumn bamboo basil beacon birch breeze bridge candle canyon "
    "cedar cherry chestnut clover cobalt copper coral cotton cradle cricket crystal daisy delta ember "
    "falcon feather fern fiddle fjord forest garden ginger glacier granite grove harbor hazel heron "
    "honey horizon indigo island ivory jasmine juniper kettle lagoon lantern laurel lemon lilac linen "
    "lotus magnet maple marble meadow melon mirror mosaic nectar nutmeg oasis olive onyx orchard otter "
    "paper pebble pepper piano pine planet plum pocket poplar prairie quartz raven ribbon river robin "
    "rosemary saddle saffron sail salmon sandal sapphire shell silver sparrow spruce summit sunset "
    "swallow teapot thistle thunder timber topaz tulip velvet violet walnut willow winter wren"
).split()


def one_time_password() -> str:
    """Make one: 41 bits that nobody can guess before they are changed."""
    words = [secrets.choice(_WORDS) for _ in range(4)]
    return "-".join([*words, f"{secrets.randbelow(10_000):04}"])
