"""How it talks to the world: answers and FHIR R4 through one strict parser, calendars out."""
