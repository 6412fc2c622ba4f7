"""Lumbalis: treatment planning for therapeutic massage of the lumbar spine."""
