// The courier's scanner: choose a parcel, report where it is.

import { api } from "./api.js";
import { Card } from "./card.js";
import { h, icon } from "./dom.js";
import { pulse } from "./pulse.js";
import { spaced, t } from "./words.js";

const SHOWN_AT_MOST = 12;

export class Courier {
  /** `nameOf(phone)` knows people. */
  constructor(shop, { nameOf }) {
    Object.assign(this, { shop, nameOf, orders: [], order: null });
    this.card = new Card("courier", "truck", t("The courier"), t("Scans that arrive by the courier's signed webhook."));
    this.element = this.card.element;
    this.draw();
    this.heart = pulse(() => this.refresh(), () => 3_000);
  }

  async refresh() {
    this.orders = await api.orders(this.shop.code);
    if (!this.parcels().some(({ ref }) => ref === this.order)) this.order = this.parcels()[0]?.ref ?? null;
    this.draw();
  }

  parcels() {
    return this.orders.filter((order) => order.tracking_code).slice(0, SHOWN_AT_MOST);
  }

  draw() {
    const parcels = this.parcels();
    this.card.show([this.orders, this.order], () =>
      parcels.length ? [this.choice(parcels), this.scans()] : [h("p", { class: "empty" }, this.nothing())]);
  }

  nothing() {
    if (!this.orders.length) return t("No order yet.");
    const command = `${this.shop.words.ship} ${this.orders[0].ref} ${this.shop.riders[0]?.name ?? ""}`.trim();
    return t("No parcel is on its way yet. The shop sends one with “{command}”.", { command });
  }

  choice(parcels) {
    const list = parcels.map((parcel) => this.parcel(parcel));
    return h("div", { class: "parcels", role: "radiogroup", "aria-label": t("Parcel") }, list);
  }

  parcel({ ref, state, tracking_code: code, buyer }) {
    const checked = ref === this.order;
    const who = this.nameOf(buyer) ?? spaced(buyer ?? "");
    return h("label", { class: "parcel" },
      h("input", { type: "radio", name: "parcel", value: ref, checked, onchange: () => this.choose(ref) }),
      h("span", {}, h("b", {}, `#${ref}`), h("small", {}, `${who} · ${code}`)),
      h("em", {}, stateName(state)));
  }

  choose(ref) {
    this.order = ref;
    this.card.say("", "");
  }

  scans() {
    const scans = {
      picked_up: t("Picked up"),
      in_transit: t("On its way"),
      out_for_delivery: t("Out for delivery"),
      attempt_failed: t("Nobody at the door"),
      delivered: t("Delivered"),
      returned: t("Returned to the shop"),
    };
    const button = ([status, label]) =>
      h("button", { type: "button", "data-status": status, onclick: () => this.scan(status) }, icon(status), label);
    return h("div", { class: "scans", role: "group", "aria-label": t("Report a status") }, Object.entries(scans).map(button));
  }

  async scan(status) {
    const ref = this.order;
    await this.card.tell(async () => {
      const { said } = await api.courier(this.shop.code, ref, status);
      return said || t("Reported for order {ref}.", { ref });
    });
    this.heart.soon();
  }
}

function stateName(state) {
  const known = {
    placed: t("Placed"), awaiting_payment: t("To be paid"), paid: t("Paid"), confirmed: t("Paid"),
    ready_for_shipment: t("Ready"), shipped: t("Shipped"), in_transit: t("On its way"),
    out_for_delivery: t("Out for delivery"), delivered: t("Delivered"), closed: t("Closed"),
    cancelled: t("Cancelled"), returned: t("Returned"), refunded: t("Refunded"), expired: t("Expired"),
  };
  return known[state] ?? String(state).replaceAll("_", " ");
}
