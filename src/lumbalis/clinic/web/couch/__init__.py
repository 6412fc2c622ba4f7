"""The couch: what tablets fetch and send, and the pages about tablets and late notes."""
