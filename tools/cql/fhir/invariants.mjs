// The invariants of the specification, by the reference implementation of FHIRPath.
import fhirpath from "fhirpath";
import r4 from "fhirpath/fhir-context/r4/index.js";

/** Told here: ele-1 is what the walk finds empty; the official text of dom-3 casts lists, which FHIRPath forbids. */
const OUR_OWN = new Set(["ele-1", "dom-3"]);
/** True of an empty reference by its meaning, though its expression gives nothing. */
const OF_A_VALUE = { "ref-1": "reference" };
const compiled = new Map();

/** Give the keys of the invariants that a value breaks; a key that cannot be judged is noted. */
export function broken({ value, type, path, element }, resource, unjudged) {
    const rules = (element?.constraint ?? []).filter((one) => one.severity === "error" && one.expression);
    const mine = rules.filter((one) => !OUR_OWN.has(one.key) && (OF_A_VALUE[one.key] ?? "") in { "": 0, ...value });
    const failing = mine.filter((one) => verdict(one, path ?? type, value, resource, unjudged) === false);
    const idle = rules.some((one) => one.key === "dom-3") && idleContained(value);
    return [...failing.map((one) => one.key), ...(idle ? ["dom-3"] : [])];
}

function idleContained({ contained, ...rest }) {
    if (!Array.isArray(contained)) return false;
    const text = (one) => JSON.stringify(one);
    return contained.some(
        (one) => !text([rest, contained]).includes(`"#${one?.id}"`) && !text(one).includes('"reference":"#"'),
    );
}

function verdict({ key, expression }, base, value, resource, unjudged) {
    try {
        const found = judge(base, key, expression)(value, { resource, rootResource: resource });
        return found.length > 0 && found.every((one) => one === true);
    } catch {
        unjudged.add(key);
        return null;
    }
}

function judge(base, key, expression) {
    const name = `${base} ${key} ${expression}`;
    if (!compiled.has(name)) compiled.set(name, fhirpath.compile({ base, expression }, r4, { traceFn: () => {} }));
    return compiled.get(name);
}
