"""The people of a clinic: who works here as what, until when, and what they are qualified for."""

from lumbalis.clinic.services.people.memberships import Working, working_in
from lumbalis.clinic.services.qualified import credentials_of

__all__ = ["Working", "credentials_of", "working_in"]
