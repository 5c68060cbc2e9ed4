// The payer's wallet: the prompt on her phone, and everything that may go wrong behind it.

import { api } from "./api.js";
import { Card } from "./card.js";
import { badge, h } from "./dom.js";
import { pulse } from "./pulse.js";
import { clock, money, spaced, t } from "./words.js";

const OPEN_STATES = new Set(["pending", "open", "waiting", "created", "processing", "prompted"]);
const isOpen = (prompt) => OPEN_STATES.has(prompt.state);

export class Wallet {
  /** `nameOf(phone)` knows people; `onCount(open)` is told how many prompts wait for an answer. */
  constructor(shop, { nameOf, onCount }) {
    Object.assign(this, { shop, nameOf, onCount, payers: [], payer: null, chosen: false, prompts: new Map(), beats: 0, ringing: 0 });
    const subtitle = t("What happens on the payer's phone and at the operator.");
    this.card = new Card("wallet", "wallet", t("The payer's wallet"), subtitle);
    this.element = this.card.element;
    this.draw();
    this.heart = pulse(() => this.refresh(), () => 1_500);
  }

  async refresh() {
    this.payers = await api.payers();
    const due = this.payers.filter((payer) => this.isDue(payer));
    const answers = await Promise.all(due.map(async (payer) => [payer, await this.promptsOf(payer)]));
    this.prompts = new Map([...this.prompts, ...answers]);
    this.beats += 1;
    this.count();
    if (!this.chosen) this.payer = this.payers.find((payer) => this.open(payer)) ?? this.payer ?? this.asked()[0] ?? null;
    this.draw();
  }

  /** A wallet that begins to ring comes to the front, unless somebody is at one that rings too. */
  count() {
    const ringing = this.payers.reduce((sum, payer) => sum + this.open(payer), 0);
    if (ringing > this.ringing) this.ring();
    this.ringing = ringing;
    this.onCount(ringing);
  }

  ring() {
    if (!this.open(this.payer)) this.chosen = false;
    this.card.say("", "");
  }

  /** What this shop asked of them; other shops have their own desk. */
  async promptsOf(payer) {
    return (await api.prompts(payer)).filter((prompt) => prompt.shop === this.shop.name);
  }

  /** The payer shown, and whoever is new, at every beat; everybody else now and then. */
  isDue(payer) {
    return payer === this.payer || !this.prompts.has(payer) || this.beats % 4 === 0;
  }

  open(payer) {
    return (this.prompts.get(payer) ?? []).filter(isOpen).length;
  }

  draw() {
    const [newest, ...older] = this.prompts.get(this.payer) ?? [];
    const asked = this.asked();
    this.card.show([asked, this.payer, [...this.prompts]], () => [
      asked.length > 0 && this.tabs(asked),
      newest ? this.prompt(newest) : h("p", { class: "empty" }, this.nothing()),
      newest && this.mischief(),
      older.length > 0 && this.history(older),
    ]);
  }

  asked() {
    return this.payers.filter((payer) => this.prompts.get(payer)?.length);
  }

  nothing() {
    return t("No payment has been asked for yet. Order something, then open the payment link.");
  }

  tabs(payers) {
    const tab = (payer) => {
      const attributes = { type: "button", "aria-pressed": String(payer === this.payer), onclick: () => this.choose(payer) };
      const count = this.open(payer);
      return h("button", attributes, this.nameOf(payer) ?? spaced(payer), badge(count, t("{count} waiting", { count })));
    };
    return h("div", { class: "chips", role: "group", "aria-label": t("Payer") }, payers.map(tab));
  }

  choose(payer) {
    Object.assign(this, { payer, chosen: true });
    this.card.say("", "");
    this.draw();
  }

  prompt(prompt) {
    return h("div", { class: `prompt ${isOpen(prompt) ? "open" : "closed"}` },
      h("p", { class: "prompt-top" },
        h("b", {}, this.nameOf(this.payer) ?? t("Payer")), spaced(this.payer), moment(prompt)),
      h("p", { class: "prompt-ask" }, t("{shop} asks for", { shop: prompt.shop })),
      h("p", { class: "prompt-sum" }, money(prompt.amount, prompt.currency)),
      isOpen(prompt) ? this.keys() : h("p", { class: `state ${prompt.state}` }, stateName(prompt.state)));
  }

  keys() {
    const key = (action, style, label) => h("button", { ...this.pressing(action), class: style }, label);
    return h("div", { class: "prompt-keys" }, key("decline", "no", t("Decline")), key("approve", "yes", t("Approve")));
  }

  mischief() {
    const ways = [
      ["expire", t("Let it expire"), t("Nobody answers in time.")],
      ["pay_less", t("Pay too little"), t("Half of it comes in.")],
      ["pay_more", t("Pay too much"), t("A tenth more than asked for.")],
      ["pay_other_currency", t("Pay in another currency"), t("The same number, in other money.")],
      ["pay_late", t("Pay late"), t("Paid after the deadline, when the stock may be gone.")],
      ["pay_twice", t("Pay twice"), t("Two payments for one order.")],
      ["reverse", t("Take it back"), t("After it was paid, the operator gives it back to the payer.")],
      ["lose_callback", t("Pay, callback lost"), t("The operator never calls the shop back.")],
      ["repeat_callback", t("Pay, callback repeated"), t("The operator calls several times.")],
      ["forge_callback", t("Forged callback"), t("A thief says “paid”. Nothing must happen.")],
    ];
    const button = ([action, title, hint]) => h("button", this.pressing(action), h("b", {}, title), h("small", {}, hint));
    const heading = t("What may go wrong");
    return h("div", { class: "mischief", role: "group", "aria-label": heading }, h("h3", {}, heading), ways.map(button));
  }

  pressing(action) {
    return { type: "button", "data-action": action, onclick: () => this.act(action) };
  }

  history(prompts) {
    const line = (prompt) => h("li", {},
      moment(prompt), h("span", {}, `${prompt.shop} · ${money(prompt.amount, prompt.currency)}`),
      h("b", {}, stateName(prompt.state)));
    const summary = h("summary", {}, t("Earlier ({count})", { count: prompts.length }));
    return h("details", { class: "history" }, summary, h("ol", {}, prompts.map(line)));
  }

  async act(action) {
    await this.card.tell(async () => {
      await api.wallet(this.payer, action);
      return done(action);
    });
    this.heart.soon();
  }
}

function done(action) {
  return {
    approve: t("Paid. The operator tells the shop."),
    decline: t("Declined. The operator tells the shop."),
    expire: t("Expired. Nobody tells the shop: it will ask."),
    pay_less: t("Half is paid. The operator tells the shop."),
    pay_more: t("Too much is paid. The operator tells the shop."),
    pay_other_currency: t("Paid in another currency. The operator tells the shop."),
    reverse: t("Taken back. The operator tells the shop."),
    pay_late: t("Paid after the deadline. The operator tells the shop."),
    pay_twice: t("Paid twice. The shop has to give one back."),
    lose_callback: t("Paid, and nobody tells the shop: it will ask."),
    repeat_callback: t("Paid. The operator tells the shop five times."),
    forge_callback: t("Two lies sent. The shop must not believe them."),
  }[action];
}

const moment = ({ at, created_at: created }) => h("time", { datetime: at ?? created }, clock(at ?? created));

function stateName(state) {
  if (OPEN_STATES.has(state)) return t("Waiting");
  const known = {
    approved: t("Paid"), paid: t("Paid"), succeeded: t("Paid"), declined: t("Declined"), failed: t("Failed"),
    expired: t("Expired"), cancelled: t("Cancelled"), refunded: t("Refunded"), reversed: t("Taken back"),
  };
  return known[state] ?? state;
}
