"""What the clinic remembers: models, migrations, isolation between clinics, the audit chain."""
