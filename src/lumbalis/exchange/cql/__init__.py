"""The protocol in HL7's Clinical Quality Language, with facts as parameters."""
