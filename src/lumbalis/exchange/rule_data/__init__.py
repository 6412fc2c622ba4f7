"""A protocol's screening as plain JSON: what a tablet needs to judge as the server does."""

from lumbalis.exchange.rule_data.known import known_data, micros
from lumbalis.exchange.rule_data.whole import FORMAT, rule_data

__all__ = ["FORMAT", "known_data", "micros", "rule_data"]
