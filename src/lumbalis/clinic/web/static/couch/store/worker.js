// Keeping the shell on the tablet. A newer one waits until it may take over: never in a run.

const policy = window.trustedTypes?.createPolicy("lumbalis-couch", {
  createScriptURL(address) {
    if (new URL(address, location.href).origin !== location.origin) throw new TypeError("a script from elsewhere is not run");
    return address;
  },
});

/**
 * Keep the shell of the couch. @param {string} base  ends in /couch/
 * @returns {Promise<ServiceWorkerRegistration | null>} null where the browser cannot, as without HTTPS
 */
export async function keepShell(base) {
  if (!navigator.serviceWorker) return null;
  const address = `${base}worker.js`;
  return navigator.serviceWorker.register(policy ? policy.createScriptURL(address) : address, { scope: base }).catch(() => null);
}

/** Let a newer shell take over and begin anew with it; for when nothing is going on. */
export function takeOver(registration) {
  if (!registration?.waiting) return false;
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  registration.waiting.postMessage("take over");
  return true;
}
