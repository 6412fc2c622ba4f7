"""The claims, each in words below `proof.claims` of the texts."""
