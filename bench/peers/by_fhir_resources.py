"""Validate an export of FHIR R4 by fhir.resources: a folder of NDJSON in, seconds out."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from fhir.resources.R4B import get_fhir_model_class

lines = [json.loads(line) for path in Path(sys.argv[1]).glob("*.ndjson") for line in path.open()]
begun = time.perf_counter()
for tree in lines:
    get_fhir_model_class(tree["resourceType"]).model_validate(tree)
print(json.dumps({"seconds": time.perf_counter() - begun}))
