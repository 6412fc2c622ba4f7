"""Every patient that could exist, asked at once: proofs over a protocol, and its changes."""
