// Where a reference leads: to a kind of resource its element allows.
import { types } from "./definitions.mjs";

const BASE = "http://hl7.org/fhir/StructureDefinition/";

/** Say why a reference leads where it may not, or null. */
export function referenceFault({ value, type, declared }, contained) {
    if (type !== "Reference" || !declared?.targetProfile) return null;
    const allowed = declared.targetProfile.map((one) => one.replace(BASE, ""));
    const kinds = kindsOf(value, contained);
    const wrong = kinds.find((kind) => !allowed.includes("Resource") && !allowed.includes(kind));
    if (wrong) return `leads to ${wrong}, not to ${allowed.join(" or ")}`;
    return new Set(kinds).size > 1 ? `says ${kinds.join(" and ")} at once` : null;
}

function kindsOf({ reference, type }, contained) {
    const kinds = type === undefined ? [] : [type];
    if (reference?.startsWith("#")) {
        const found = contained.find((one) => one.id === reference.slice(1));
        return found ? [...kinds, found.resourceType] : kinds;
    }
    const parts = (reference ?? "").split("/_history/")[0].split("/");
    const kind = parts.at(-2);
    return types.get(kind)?.kind === "resource" ? [...kinds, kind] : kinds;
}
