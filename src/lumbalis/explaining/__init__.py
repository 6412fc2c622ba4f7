"""What stands behind a rule, a number, a question or a source: pages of words, not yet painted."""
