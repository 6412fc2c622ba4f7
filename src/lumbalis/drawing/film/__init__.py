"""A session as a film: what is shown when, and how a hand and its trail move."""
