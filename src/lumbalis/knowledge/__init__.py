"""The clinical knowledge as data, and its loader: nothing unsourced or unchecked gets in."""
