// Who can hold a phone: the shop's buyers, staff and riders, and numbers typed in by hand.

import { recall, remember } from "./memory.js";
import { t } from "./words.js";

export function peopleOf(shop) {
  const named = (people, role) => people.map((person) => ({ role, ...person }));
  return [...named(shop.buyers, "buyer"), ...named(shop.staff, "staff"), ...named(shop.riders, "rider"), ...strangers(shop)];
}

const strangers = (shop) => recall(`strangers.${shop.number}`, []);

/** Keeps a typed number as one more buyer; null when it is no number. Somebody known stays who she is. */
export function addStranger(shop, typed) {
  const phone = typed.replace(/[\s().-]/g, "").replace(/^00/, "+");
  if (!/^\+[1-9]\d{6,14}$/.test(phone)) return null;
  const known = peopleOf(shop).find((person) => person.phone === phone);
  if (known) return known;
  const stranger = { name: phone, phone, role: "buyer" };
  remember(`strangers.${shop.number}`, [...strangers(shop), stranger]);
  return stranger;
}

export function roleName({ role }) {
  return { buyer: t("Buyer"), owner: t("Owner"), employee: t("Employee"), staff: t("Staff"), rider: t("Rider") }[role] ?? role;
}

/** `Awa`, or the end of a number that nobody named. */
export const shortName = ({ name }) => (name.startsWith("+") ? `…${name.slice(-4)}` : name.split(" ")[0]);
