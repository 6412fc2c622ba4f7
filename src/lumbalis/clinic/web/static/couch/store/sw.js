// The shell of the couch, kept whole by version: pages and files come from here, data never does.
// The clinic puts `const SHELL = {name, prefix, files}` before this.

async function fill() {
  const cache = await caches.open(SHELL.name);
  const fresh = SHELL.files.map(async (file) => {
    const answer = await fetch(file, { cache: "reload", credentials: "same-origin" });
    if (!answer.ok || answer.redirected) throw new Error("The shell is not whole.");
    await cache.put(file, answer);
  });
  await Promise.all(fresh);
}

async function dropOthers() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(SHELL.prefix) && name !== SHELL.name);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function fromShell(request) {
  const cache = await caches.open(SHELL.name);
  return (await cache.match(request, { ignoreSearch: request.mode === "navigate" })) ?? fetch(request);
}

self.addEventListener("install", (event) => event.waitUntil(fill()));
self.addEventListener("activate", (event) => event.waitUntil(dropOthers()));
self.addEventListener("message", (event) => {
  if (event.data === "take over") self.skipWaiting();
});
self.addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (event.request.method === "GET" && origin === self.location.origin && SHELL.files.includes(pathname)) {
    event.respondWith(fromShell(event.request));
  }
});
