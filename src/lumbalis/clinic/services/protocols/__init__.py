"""Versions of the clinical protocol: kept, compared, approved by two people, recalled."""
