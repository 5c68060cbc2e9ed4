// Building elements without ever parsing text as HTML.

const SVG = "http://www.w3.org/2000/svg";

/** An element: `h("button", {class: "tab", onclick: go, "aria-label": "Go"}, "Go", icon("send"))`. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) set(element, name, value);
  element.append(...children.flat(2).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

function set(element, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
  else if (name === "value") element.value = value;
  else element.setAttribute(name, value === true ? "" : value);
}

/** One of the drawings kept in the page's sprite. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#i-${name}`);
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
}

/** A round picture made of initials, always of the same color for the same person. */
export function avatar(name, kind = "") {
  const hue = [...name].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 997, 7) % 8;
  return h("span", { class: `avatar hue-${hue} ${kind}`, "aria-hidden": "true" }, initials(name));
}

function initials(name) {
  const words = name.split(/\s+/).filter((word) => /\p{L}/u.test(word));
  if (!words.length) return name.replace(/\D/g, "").slice(-2);
  return words.slice(0, 2).map((word) => word[0].toUpperCase()).join("");
}

/** A small red-on-nothing count; nothing at all for zero. */
export function badge(count, label) {
  return count ? h("span", { class: "badge", "aria-label": label }, count > 99 ? "99+" : String(count)) : null;
}
