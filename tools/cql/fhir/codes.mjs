// Required bindings: the code is one of the value set's, where the set can be listed here.
import { codesOf } from "./definitions.mjs";

/** Say which required binding a value does not keep, or null. */
export function bindingFault({ value, type, element }) {
    const binding = element?.binding;
    if (binding?.strength !== "required" || !binding.valueSet) return null;
    const codes = codesOf(binding.valueSet);
    const given = codingsOf(type, value);
    if (codes === null || given.length === 0) return null;
    return given.some((one) => isIn(one, codes)) ? null : `is not in ${binding.valueSet}`;
}

function codingsOf(type, value) {
    if (typeof value === "string") return type === "code" || type === "uri" ? [{ code: value }] : [];
    if (type === "Coding" || type === "Quantity") return value.code === undefined ? [] : [value];
    return type === "CodeableConcept" ? (value.coding ?? []) : [];
}

function isIn({ system, code }, codes) {
    if (system !== undefined) return codes.has(`${system}|${code}`);
    return [...codes].some((one) => one.endsWith(`|${code}`));
}
