"""How the clinic talks to people: views, templates and static files. Writes nothing itself."""
