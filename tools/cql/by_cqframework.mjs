// Judge people by the official engine: CQL file, case names, people as NDJSON on standard input.
// For each person one line: {"outcome", "rules": {case: true | false | null}}.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { SystemModelInfoProvider } from "@cqframework/cql/cql";
import {
    createLibrarySourceProvider,
    LibraryManager,
    ModelManager,
    stringAsSource,
} from "@cqframework/cql/cql-to-elm";
import * as cql from "@cqframework/cql/engine";
import { KtList, KtMap, KtMutableSet } from "@cqframework/cql/kotlin-kotlin-stdlib";
import { BigDecimal } from "@cqframework/cql/shared";

const [cqlFile, casesFile] = process.argv.slice(2);
const text = readFileSync(cqlFile, "utf8");
const cases = JSON.parse(readFileSync(casesFile, "utf8"));
const library = /^library (\S+) version/m.exec(text)[1];
const declared = Object.fromEntries(
    [...text.matchAll(/^parameter "([^"]+)" (.+)$/gm)].map((found) => [found[1], found[2]]),
);

const models = new ModelManager();
models.modelInfoLoader.registerModelInfoProvider(new SystemModelInfoProvider());
const libraries = new LibraryManager(models);
libraries.librarySourceLoader.registerProvider(createLibrarySourceProvider(() => stringAsSource(text)));
const caching = KtMutableSet.fromJsSet(new Set([cql.CqlEngine.Options.EnableExpressionCaching]));
const asked = new cql.EvaluationParams.LibraryParams.Builder();
asked.expressionsByName([...cases, "Outcome"]);
const wanted = asked.build();

const HELD = {
    Boolean: (value) => new cql.Boolean(value),
    Integer: (value) => new cql.Integer(value),
    Decimal: (value) => new cql.Decimal(BigDecimal.fromString(value.toFixed(6))),
    String: (value) => new cql.String(value),
    Date: (value) => cql.Date.fromDateString(value),
    "List<String>": (values) => new cql.List(KtList.fromJsArray(values.map((one) => new cql.String(one)))),
};

for await (const line of createInterface({ input: process.stdin })) {
    const given = Object.entries(JSON.parse(line));
    const held = new Map(given.map(([name, value]) => [name, HELD[declared[name]](value)]));
    for (const name of Object.keys(declared)) if (!held.has(name)) held.set(name, null);
    const params = new cql.EvaluationParams.Builder();
    params.parameters = KtMap.fromJsMap(held);
    params.libraryByName(library, wanted);
    // An engine keeps what it has computed, also from the person before: each gets a new one.
    const engine = new cql.CqlEngine(new cql.Environment(libraries), caching);
    const found = engine.evaluate(params.build()).onlyResultOrThrow;
    const value = (name) => found.getByName(name)?.value?.value ?? null;
    const rules = Object.fromEntries(cases.map((one) => [one, value(one)]));
    process.stdout.write(JSON.stringify({ outcome: value("Outcome"), rules }) + "\n");
}
