// Check FHIR resources against the official definitions: files as arguments, or NDJSON on standard input.
// For each resource with faults, or with invariants nobody could judge, one line: {"file", "issues", "unjudged"}.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { faultsOf } from "./fhir/check.mjs";

function tell(file, text) {
    const { faults, unjudged } = faultsOf(JSON.parse(text));
    if (faults.length + unjudged.length) {
        process.stdout.write(JSON.stringify({ file, issues: faults, unjudged }) + "\n");
    }
}

const files = process.argv.slice(2);
for (const file of files) tell(file, readFileSync(file, "utf8"));
if (files.length === 0) {
    let number = 0;
    for await (const line of createInterface({ input: process.stdin })) tell(`line ${(number += 1)}`, line);
}
