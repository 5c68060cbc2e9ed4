// The page's own labels, in any language that the shop has a folder for. The English sentence is the key.

import { api } from "./api.js";
import { recall, remember } from "./memory.js";

const FIRST = "fr";
let language = recall("language", "");
let languages = [];
let said = {};

export const currentLanguage = () => language;

/** `[{code, name}]` */
export const knownLanguages = () => languages;

/** Before anything is drawn: the language chosen last time, else the browser's, else the first one. */
export async function learn() {
  languages = await api.languages();
  const browser = navigator.language?.slice(0, 2);
  const known = (code) => languages.some((one) => one.code === code);
  await speak([language, browser].find(known) ?? FIRST);
}

export async function speak(wanted) {
  said = await api.words(wanted);
  language = wanted;
  remember("language", wanted);
  document.documentElement.lang = wanted;
}

/** A sentence with its values put in: `{shop}` becomes what `values` has under `shop`. */
export function t(sentence, values = {}) {
  const pattern = said[sentence] || sentence;
  return pattern.replace(/(\bde )?\{(\w+)\}/g, (whole, of = "", name) => (name in values ? joined(of, String(values[name])) : whole));
}

/** `de Fatou`, in French `d'Awa`. */
const joined = (of, name) => (of && language === "fr" && /^[aeiouyéèêâîôû]/i.test(name) ? `d'${name}` : of + name);

/** An amount in major units (`15000`, `"12.50"`), as people of the page's language write it. */
export function money(amount, currency) {
  const digits = Number(amount) % 1 === 0 ? 0 : 2;
  const style = { style: "currency", currency, minimumFractionDigits: digits, maximumFractionDigits: digits };
  return new Intl.NumberFormat(language, style).format(amount);
}

export function clock(iso) {
  if (!iso) return "";
  return new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hour12: false }).format(new Date(iso));
}

export function day(iso) {
  const that = new Date(iso);
  const days = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(iso).setHours(0, 0, 0, 0)) / 86_400_000);
  if (days === 0) return t("Today");
  if (days === 1) return t("Yesterday");
  return new Intl.DateTimeFormat(language, { day: "numeric", month: "long", year: "numeric" }).format(that);
}

/** `+2250700000001` -> `+225 07 00 00 00 01`: in groups, easier to tell apart. */
export function spaced(phone) {
  const known = phone.match(/^\+(225|254)(\d+)$/);
  if (!known) return phone;
  const groups = known[1] === "225" ? known[2].match(/.{1,2}/g) : known[2].match(/.{1,3}/g);
  return `+${known[1]} ${groups.join(" ")}`;
}
