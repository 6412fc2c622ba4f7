"""Work nobody has to ask for: screening again at night, backups, links that run out, tidying."""
