/**
 * Elements from data. Words go in as text and drawings as trees: nothing is ever read as markup.
 * @module
 */

const SVG = "http://www.w3.org/2000/svg";
const DRAWN = new Set(["svg", "defs", "g", "path", "circle", "ellipse", "rect", "line", "use", "text", "tspan", "title", "pattern", "marker", "clipPath"]);

/** @typedef {Node | string | null | undefined | false} Inside */

/**
 * Make an element. `on` are listeners by event; other attributes are written as they are; a
 * boolean one is there or not.
 * @param {string} name  a tag, with classes behind dots: `button.big`
 * @param {Record<string, any>} [given]
 * @param {...Inside} inside
 */
export function el(name, given = {}, ...inside) {
  const [tag, ...classes] = name.split(".");
  const made = document.createElement(tag);
  if (classes.length) made.className = classes.join(" ");
  const { on = {}, ...attributes } = given;
  for (const [event, act] of Object.entries(on)) made.addEventListener(event, act);
  for (const [key, value] of Object.entries(attributes)) put(made, key, value);
  made.append(...inside.filter((one) => one !== null && one !== undefined && one !== false));
  return made;
}

function put(made, key, value) {
  if (value === true) made.setAttribute(key, "");
  else if (value !== false && value !== null && value !== undefined) made.setAttribute(key, value);
}

/** Put a screen in the place of what was there, and move the focus to its heading. */
export function show(place, ...inside) {
  place.replaceChildren(...inside.filter(Boolean));
  const heading = place.querySelector("h1");
  heading?.setAttribute("tabindex", "-1");
  heading?.focus({ preventScroll: true });
  scrollTo(0, 0);
}

/** Build a drawing from its tree; anything but shapes is left out. @returns {SVGElement | null} */
export function drawn([tag, attributes, inside]) {
  if (!DRAWN.has(tag)) return null;
  const made = document.createElementNS(SVG, tag);
  for (const [key, value] of Object.entries(attributes)) {
    if (!key.startsWith("on") && (key !== "href" || value.startsWith("#"))) made.setAttribute(key, value);
  }
  made.append(...inside.map((one) => (typeof one === "string" ? one : drawn(one))).filter(Boolean));
  return made;
}

/** Let a button be the chosen one of its group once it is touched. */
export function press(button, group) {
  button.setAttribute("aria-pressed", "false");
  button.addEventListener("click", () => group.forEach((one) => one.setAttribute("aria-pressed", String(one === button))));
}

/** Write seconds as m:ss. */
export function clock(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** Begin a line with a capital. */
export function upperFirst(text, language) {
  return text.slice(0, 1).toLocaleUpperCase(language) + text.slice(1);
}
