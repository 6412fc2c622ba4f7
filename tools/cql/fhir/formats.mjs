// How a primitive value must be written.
import { types } from "./definitions.mjs";

const SMALLEST = { positiveInt: 1, unsignedInt: 0 };
const LARGEST = 2 ** 31 - 1;
/** Their expression admits every character but reads "white space" as another language does. */
const ANY_TEXT = new Set(["string", "markdown"]);
const NUMBERS = new Set(["integer", "positiveInt", "unsignedInt", "decimal"]);
const DAYS = new Set(["date", "dateTime", "instant"]);

/** Say what is wrong with a primitive value, or null. */
export function faultOf(name, value) {
    const wanted = name === "boolean" ? "boolean" : NUMBERS.has(name) ? "number" : "string";
    if (typeof value !== wanted) return `must be a ${wanted}`;
    if (wanted === "number") return numberFault(name, value);
    if (wanted === "string" && value.trim() === "") return "is empty";
    if (wanted === "string" && !written(name, value)) return `is not written as ${name}`;
    return DAYS.has(name) && !existingDay(value) ? "is no day of the calendar" : null;
}

function written(name, value) {
    return ANY_TEXT.has(name) || (types.get(name)?.regex?.test(value) ?? true);
}

function numberFault(name, value) {
    if (name === "decimal") return null;
    if (!Number.isInteger(value) || value > LARGEST || value < -LARGEST - 1) return "must be a whole number of 32 bits";
    return value < SMALLEST[name] ? `is below ${SMALLEST[name]}` : null;
}

function existingDay(text) {
    const [year, month, day] = text.slice(0, 10).split("-").map(Number);
    if (day === undefined) return true;
    const found = new Date(Date.UTC(year, month - 1, day));
    return found.getUTCMonth() === month - 1 && found.getUTCDate() === day;
}
