"""Millions of people at once: the protocol's net over columns of answers, 64 people a word."""
