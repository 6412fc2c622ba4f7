// The policy that lets htmx show fragments from our own server under Trusted Types.
// Markup that could run anything is refused whole; what a patient is called never counts as markup.
if (window.trustedTypes) {
  const inert = window.trustedTypes.createPolicy("lumbalis-inert", { createHTML: (markup) => markup });

  const ours = (address) => new URL(address, window.location.href).origin === window.location.origin;
  const runs = (element) =>
    element.getAttributeNames().some((name) => name.startsWith("on")) ||
    (element.localName === "script" && !element.type.includes("json") && !(element.src && ours(element.src))) ||
    ["iframe", "object", "embed", "base"].includes(element.localName);

  window.trustedTypes.createPolicy("default", {
    createHTML(markup) {
      const parsed = new DOMParser().parseFromString(inert.createHTML(markup), "text/html");
      const templates = [...parsed.querySelectorAll("template")].map((one) => one.content);
      if ([parsed, ...templates].some((part) => [...part.querySelectorAll("*")].some(runs))) {
        throw new TypeError("markup that runs something is not shown");
      }
      return markup;
    },
    createScriptURL(address) {
      if (!ours(address)) throw new TypeError("a script from elsewhere is not run");
      return address;
    },
  });
}
