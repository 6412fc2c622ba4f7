// Talking to the clinic: what was asked, and what became of it. No answer is an answer, too.

/**
 * @typedef {object} Heard
 * @property {"fine" | "offline" | "signed_out" | "not_here" | "refused" | "unreadable" | "no_room" | "trouble"} outcome
 * @property {any} said
 * @property {number} askedAt
 */

const OUTCOMES = { 200: "fine", 400: "unreadable", 401: "signed_out", 404: "not_here", 409: "refused", 413: "unreadable", 507: "no_room" };

/**
 * Ask the clinic; never throws. A page to sign in instead of an answer means: signed out.
 * @param {string} address
 * @param {{form?: Record<string, string>, body?: string, waitMs?: number}} what
 * @returns {Promise<Heard>}
 */
export async function ask(address, { form, body, waitMs = 20000 } = {}) {
  const askedAt = Date.now();
  try {
    const answer = await fetch(address, {
      method: form || body ? "POST" : "GET",
      body: form ? new URLSearchParams(form) : body,
      credentials: "same-origin",
      redirect: "manual",
      cache: "no-store",
      signal: AbortSignal.timeout(waitMs),
    });
    const outcome = answer.type === "opaqueredirect" ? "signed_out" : (OUTCOMES[answer.status] ?? "trouble");
    return { outcome, said: await contents(answer), askedAt };
  } catch {
    return { outcome: "offline", said: null, askedAt };
  }
}

async function contents(answer) {
  const isJson = (answer.headers.get("Content-Type") ?? "").includes("json");
  return isJson ? answer.json() : null;
}
