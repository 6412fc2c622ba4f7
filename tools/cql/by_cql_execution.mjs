// Judge people by cql-execution: ELM file, then people as NDJSON of parameters on standard input.
// For each person one line: {"outcome", "rules": {case: true | false | null}}.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import cql from "cql-execution";

const [elm, casesFile] = process.argv.slice(2);
const tree = JSON.parse(readFileSync(elm, "utf8"));
const cases = JSON.parse(readFileSync(casesFile, "utf8"));
// Without a data model everything stands in the "Unfiltered" context, where this engine keeps only
// results that are true; in the context of a patient it keeps them all, and asks each once.
for (const one of tree.library.statements.def) one.context = "Patient";
const library = new cql.Library(tree);
const declared = Object.fromEntries(
    tree.library.parameters.def.map((one) => [one.name, one.parameterTypeSpecifier]),
);
const now = cql.DateTime.fromJSDate(new Date(0));

function held(name, value) {
    const kind = declared[name].name ?? "";
    return value !== null && kind.endsWith("}Date") ? cql.Date.parse(value) : value;
}

const unknown = Object.fromEntries(Object.keys(declared).map((name) => [name, null]));

for await (const line of createInterface({ input: process.stdin })) {
    const person = { ...unknown, ...JSON.parse(line) };
    const given = Object.entries(person).map(([name, value]) => [name, held(name, value)]);
    const source = new cql.Executor(library, undefined, Object.fromEntries(given));
    const found = await source.exec(new cql.PatientSource([{ id: "1" }]), now);
    const results = found.patientResults["1"];
    const rules = Object.fromEntries(cases.map((one) => [one, results[one] ?? null]));
    process.stdout.write(JSON.stringify({ outcome: results.Outcome, rules }) + "\n");
}
