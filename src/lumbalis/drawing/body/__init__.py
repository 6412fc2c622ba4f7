"""One patient's back as a picture: outline, relief, levels, keep-outs, strokes and dose."""
