// Judge people by json-rules-engine: a file of rules and people in, values and seconds out.
import { readFileSync } from "node:fs";
import { Engine } from "json-rules-engine";

const { trees, people } = JSON.parse(readFileSync(process.argv[2], "utf8"));
const engine = new Engine([], { allowUndefinedFacts: true });
engine.addOperator("isKnown", (value) => value !== undefined);
for (const [name, tree] of Object.entries(trees)) {
    const conditions = "all" in tree || "any" in tree || "not" in tree ? tree : { all: [tree] };
    engine.addRule({ name, conditions, event: { type: name } });
}
const names = Object.keys(trees);
const begun = performance.now();
const values = [];
for (const person of people) {
    const { events } = await engine.run(person);
    const fired = new Set(events.map((one) => one.type));
    values.push(names.map((name) => fired.has(name)));
}
process.stdout.write(JSON.stringify({ seconds: (performance.now() - begun) / 1000, values }) + "\n");
