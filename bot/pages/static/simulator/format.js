// WhatsApp's own marks (*bold*, _italic_, ~struck~, ```code```) and addresses, as elements.

import { h } from "./dom.js";

const MARKS = [
  [/```([\s\S]+?)```/, (text) => h("code", {}, text)],
  [/https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]]/, (url) => link(url)],
  [/(?<![\p{L}\p{N}*])\*(?=\S)([^*\n]*?\S)\*(?![\p{L}\p{N}*])/u, (text) => h("strong", {}, ...formatted(text))],
  [/(?<![\p{L}\p{N}_])_(?=\S)([^_\n]*?\S)_(?![\p{L}\p{N}_])/u, (text) => h("em", {}, ...formatted(text))],
  [/(?<![\p{L}\p{N}~])~(?=\S)([^~\n]*?\S)~(?![\p{L}\p{N}~])/u, (text) => h("s", {}, ...formatted(text))],
];

/** The nodes of a text: the mark that comes first wins, what is left is looked at again. */
export function formatted(text) {
  if (!text) return [];
  const found = earliest(text);
  if (!found) return [text];
  const { match, build } = found;
  const rest = text.slice(match.index + match[0].length);
  return [text.slice(0, match.index), build(match[1] ?? match[0]), ...formatted(rest)].filter((node) => node !== "");
}

function earliest(text) {
  let best = null;
  for (const [pattern, build] of MARKS) {
    const match = pattern.exec(text);
    if (match && (!best || match.index < best.match.index)) best = { match, build };
  }
  return best;
}

function link(url) {
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, url.replace(/^https?:\/\//, ""));
}
