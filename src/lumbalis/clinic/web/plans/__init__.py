"""Orders and plans: ordering, looking, changing by hand, signing, printing."""
