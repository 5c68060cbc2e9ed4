// One person's chat with one shop: what was said, what is on its way out, what has not been read yet.

import { api, Refused, Unreachable } from "./api.js";
import { recall, remember } from "./memory.js";
import { pulse, report } from "./pulse.js";

const SETTLING = 120_000; // a message whose ticks may still change is asked for again for this long
const EAGER = 4_000; // right after something was sent, its answer is due any moment
const LIVELY = 20_000; // after something happened, more may follow

export class Conversation extends EventTarget {
  constructor(shop, person) {
    super();
    this.shop = shop;
    this.person = person;
    this.key = `${shop.number}.${person.phone}`;
    this.messages = new Map();
    this.queue = recall(`queue.${this.key}`, []);
    this.seen = recall(`seen.${this.key}`, 0);
    this.newest = 0;
    this.typing = false;
    this.watchers = 0;
    this.lively = 0;
    this.flushing = false;
    this.heart = pulse(() => this.refresh(), () => this.pause());
    this.flush();
  }

  // -- what there is to show ---------------------------------------------------------------------------------------

  get all() {
    return [...this.messages.values()].sort((one, other) => one.n - other.n);
  }

  get unread() {
    return this.all.filter((message) => message.to === this.person.phone && message.n > this.seen).length;
  }

  get draft() {
    return recall(`draft.${this.key}`, "");
  }

  set draft(text) {
    remember(`draft.${this.key}`, text);
  }

  read() {
    if (this.seen >= this.newest) return;
    this.seen = this.newest;
    remember(`seen.${this.key}`, this.seen);
    this.changed();
  }

  /** Somebody looks at this chat, perhaps on two phones at once: news is asked for more often. */
  watch() {
    this.watchers += 1;
    this.heart.soon();
  }

  unwatch() {
    this.watchers -= 1;
  }

  changed() {
    this.dispatchEvent(new Event("change"));
  }

  // -- hearing -----------------------------------------------------------------------------------------------------

  pause() {
    if (!this.watchers) return 5_000;
    const since = Date.now() - this.lively;
    return since < EAGER ? 200 : since < LIVELY ? 500 : 1_500;
  }

  async refresh() {
    const answer = await api.messages(this.person.phone, this.shop.number, this.after());
    const news = answer.messages.filter((message) => this.keep(message));
    const typingChanged = this.typing !== Boolean(answer.typing);
    this.typing = Boolean(answer.typing);
    if (news.length) this.lively = Date.now();
    if (news.length || typingChanged) this.changed();
  }

  /** Normally the newest number; earlier while one of our own messages may still get its blue ticks. */
  after() {
    const open = this.all.find((message) => this.isOurs(message) && message.status !== "read" && isRecent(message));
    return Math.min(this.newest, open ? open.n - 1 : this.newest);
  }

  isOurs(message) {
    return message.from === this.person.phone;
  }

  /** A tap may come back as a bare key: the words that were tapped are then our own. */
  keep(heard) {
    const known = this.messages.get(heard.n);
    const message = { ...heard, text: heard.text || known?.text || "" };
    if (known && JSON.stringify(known) === JSON.stringify(message)) return false;
    this.messages.set(message.n, message);
    this.newest = Math.max(this.newest, message.n);
    return true;
  }

  // -- speaking ----------------------------------------------------------------------------------------------------

  /** `content` goes on the wire ({text} | {tap} | {location} | {media}); `shown` is what the bubble says meanwhile. */
  say(content, shown) {
    const at = new Date().toISOString();
    this.queue.push({ id: newId(), content, shown, at, error: null });
    this.queueChanged();
    this.flush();
  }

  again(item) {
    item.error = null;
    this.queueChanged();
    this.flush();
  }

  forget(item) {
    this.queue = this.queue.filter((other) => other !== item);
    this.queueChanged();
  }

  queueChanged() {
    remember(`queue.${this.key}`, this.queue);
    this.changed();
  }

  /** One after the other, in the order written; what could not be sent stays and is tried again. */
  async flush() {
    if (this.flushing) return;
    this.flushing = true;
    for (let item = this.next(); item; item = this.next()) {
      if (!(await this.deliver(item))) await new Promise((wake) => setTimeout(wake, 2_000));
    }
    this.flushing = false;
  }

  next() {
    return this.queue.find((item) => !item.error);
  }

  async deliver(item) {
    try {
      const accepted = await api.say({ ...this.envelope, id: item.id, ...item.content });
      this.accepted(item, accepted.n);
      report(true);
      return true;
    } catch (error) {
      if (error instanceof Refused) item.error = error.message;
      else report(!(error instanceof Unreachable));
      this.queueChanged();
      return error instanceof Refused;
    }
  }

  /** Somebody known by name says it with every message, as WhatsApp does. */
  get envelope() {
    const { name, phone } = this.person;
    return { from: phone, to: this.shop.number, ...(name === phone ? {} : { name }) };
  }

  accepted(item, n) {
    if (n <= this.newest && !this.messages.has(n) && n < Math.min(...this.messages.keys())) this.startOver();
    if (Number.isInteger(n) && !this.messages.has(n)) this.messages.set(n, this.asMessage(item, n));
    this.lively = Date.now();
    this.forget(item);
    this.heart.soon();
  }

  /** The server began anew (its data folder was emptied while the page stayed open). */
  startOver() {
    this.messages.clear();
    this.newest = 0;
    this.seen = 0;
  }

  /** Our own copy until the server's arrives; `newest` does not move, so that nothing in between is skipped. */
  asMessage(item, n) {
    const { text = item.shown, location = null, media = null } = item.content;
    const addresses = { from: this.person.phone, to: this.shop.number };
    return { n, ...addresses, text, location, media, choices: [], link: null, status: "sent", at: item.at };
  }
}

const isRecent = (message) => Date.now() - new Date(message.at) < SETTLING;

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return `sim-${[...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
