"""The register: finding and registering patients, their page, merging, consents, privacy."""
