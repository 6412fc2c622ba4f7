"""How it talks to the world: answers and FHIR R4 in, all through one strict parser."""
