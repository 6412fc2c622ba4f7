// A walk over a resource along its definitions: every value with its element, and what cannot be placed.
import { nameOf, types } from "./definitions.mjs";

const ANY_RESOURCE = "Resource";
const INNER = new Set(["BackboneElement", "Element"]);

/** Give {at, value, type, path, element} for every value, and {at, fault} for what has no place. */
export function* walk(resource) {
    const table = types.get(resource?.resourceType);
    if (table?.kind !== "resource") {
        yield { at: "resource", fault: `is of no known type: ${resource?.resourceType}` };
        return;
    }
    const { resourceType: type, ...value } = resource;
    yield* inside(type, type, type, value);
}

function* inside(at, type, path, value) {
    const table = types.get(type);
    const element = table.elements.get(path);
    yield { at, value, type, path, element };
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
        yield { at, fault: "must be an object" };
        return;
    }
    if (Object.keys(value).length === 0) yield { at, fault: "is empty" };
    const left = new Set(Object.keys(value));
    for (const child of table.children.get(path) ?? []) yield* property(at, type, child, value, left);
    for (const name of left) yield { at: `${at}.${name}`, fault: "is not in the definition" };
}

function* property(at, type, child, value, left) {
    const names = namesOf(child);
    const given = [...names.keys()].filter((name) => name in value || `_${name}` in value);
    if (given.length > 1) yield { at, fault: `has both ${given.join(" and ")}` };
    if (child.min > 0 && given.length === 0) yield { at: `${at}.${tail(child)}`, fault: "is missing" };
    for (const name of given) {
        left.delete(name);
        left.delete(`_${name}`);
        yield* values(`${at}.${name}`, type, child, names.get(name), value[name], value[`_${name}`]);
    }
}

const tail = (element) => element.path.slice(element.path.lastIndexOf(".") + 1);

/** Names under which an element may stand in JSON, with the type each tells of. */
function namesOf(element) {
    const name = tail(element);
    if (!name.endsWith("[x]")) return new Map([[name, element.type?.[0] ?? null]]);
    const stem = name.slice(0, -3);
    return new Map(element.type.map((one) => [stem + one.code[0].toUpperCase() + one.code.slice(1), one]));
}

function* values(at, owner, element, type, value, besides) {
    const many = element.max !== "1";
    if (many !== Array.isArray(value ?? besides)) {
        yield { at, fault: many ? "must be a list" : "must not be a list" };
        return;
    }
    if (!many) {
        yield* single(at, owner, element, type, value, besides);
        return;
    }
    const count = Math.max(value?.length ?? 0, besides?.length ?? 0);
    if (count === 0) yield { at, fault: "is an empty list" };
    for (let i = 0; i < count; i += 1) {
        yield* single(`${at}[${i}]`, owner, element, type, value?.[i], besides?.[i]);
    }
}

function* single(at, owner, element, type, value, besides) {
    if (element.contentReference) {
        yield* inside(at, owner, element.contentReference.slice(1), value);
        return;
    }
    const name = nameOf(type, element);
    if (INNER.has(name) && types.get(owner).children.has(element.path)) {
        yield* inside(at, owner, element.path, value);
    } else if (name === ANY_RESOURCE) {
        for (const found of walk(value)) yield { ...found, at: `${at}.${found.at}` };
    } else if (types.get(name).kind === "primitive-type") {
        yield* primitive(at, element, type, name, value, besides);
    } else {
        yield { at, value, type: name, path: name, element, declared: type };
        yield* inside(at, name, name, value);
    }
}

function* primitive(at, element, type, name, value, besides) {
    if (besides !== undefined && besides !== null) yield* inside(`${at} (beside)`, "Element", "Element", besides);
    if (value === undefined || value === null) {
        if (!besides) yield { at, fault: "has no value" };
        return;
    }
    yield { at, value, type: name, path: null, element, declared: type };
}
