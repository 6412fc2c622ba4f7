// Every fault of a resource, by the official definitions of FHIR R4: one line of text each.
import { bindingFault } from "./codes.mjs";
import { faultOf } from "./formats.mjs";
import { broken } from "./invariants.mjs";
import { referenceFault } from "./references.mjs";
import { walk } from "./walk.mjs";

/** Give the faults of a resource as "where: what", and the invariants that could not be judged. */
export function faultsOf(resource) {
    const contained = Array.isArray(resource?.contained) ? resource.contained : [];
    const faults = new Set();
    const unjudged = new Set();
    for (const found of walk(resource)) {
        const ofInvariants = found.fault ? [] : broken(found, resource, unjudged).map((key) => `breaks ${key}`);
        for (const what of [...ofOne(found, contained), ...ofInvariants]) faults.add(`${found.at}: ${what}`);
    }
    return { faults: [...faults], unjudged: [...unjudged] };
}

function ofOne(found, contained) {
    if (found.fault) return [found.fault];
    if (typeof found.value !== "object") {
        return [faultOf(found.type, found.value), bindingFault(found)].filter(Boolean);
    }
    return [bindingFault(found), referenceFault(found, contained)].filter(Boolean);
}
