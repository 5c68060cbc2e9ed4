// A phone: the shop's name on top, the talk, and where to write.

import { openAttachments } from "./attach.js";
import { bubble, waitingBubble } from "./bubble.js";
import { Composer } from "./composer.js";
import { avatar, h, icon } from "./dom.js";
import { openSheet, row } from "./sheet.js";
import { suggestions } from "./suggestions.js";
import { day, spaced, t } from "./words.js";

const NEAR_THE_END = 90;

export class Phone {
  constructor() {
    this.conversation = null;
    this.follows = true; // the newest message stays in view until somebody scrolls up
    this.drawn = new Map();
    this.onChange = () => this.draw();
    this.element = this.build();
    document.addEventListener("visibilitychange", this.onChange);
  }

  // -- its parts ---------------------------------------------------------------------------------------------------

  build() {
    this.presence = h("small", { class: "presence" });
    this.title = h("h2", {});
    this.face = h("span", { class: "face" });
    this.log = h("ol", { class: "log", role: "log", "aria-live": "polite", tabindex: "0" });
    this.log.addEventListener("scroll", () => this.scrolled());
    this.log.addEventListener("load", () => this.settle(), true);
    new ResizeObserver(() => this.settle()).observe(this.log);
    this.down = h("button",
      { type: "button", class: "down", hidden: true, "aria-label": t("Newest messages"), onclick: () => this.toEnd() },
      icon("down"));
    this.hints = h("div", { class: "hints" });
    this.composer = new Composer({
      send: (text) => { this.conversation.say({ text }, text); this.toEnd(); },
      attach: () => openAttachments(this.element, this.conversation),
    });
    return h("section", { class: "phone" },
      h("header", { class: "phone-top" },
        this.face, h("div", { class: "who" }, this.title, this.presence), icon("call"), icon("more")),
      h("div", { class: "talk" }, this.log, this.down), this.hints, this.composer.element);
  }

  show(conversation) {
    this.leave();
    this.conversation = conversation;
    this.drawn.clear();
    this.log.replaceChildren(h("li", { class: "note first" }, t("A simulation: nothing leaves this computer.")));
    this.label();
    conversation.addEventListener("change", this.onChange);
    conversation.watch();
    this.draw();
    this.toEnd();
  }

  leave() {
    this.conversation?.removeEventListener("change", this.onChange);
    this.conversation?.unwatch();
    this.conversation = null;
  }

  label() {
    const { shop, person } = this.conversation;
    this.title.textContent = shop.name;
    this.face.replaceChildren(avatar(shop.name, "shop"));
    this.element.setAttribute("aria-label", t("{name}'s phone", { name: person.name }));
    this.log.setAttribute("aria-label", t("Messages between {name} and {shop}", { name: person.name, shop: shop.name }));
    this.composer.show(this.conversation);
  }

  get isShown() {
    return !document.hidden && this.element.getClientRects().length > 0;
  }

  // -- the talk ----------------------------------------------------------------------------------------------------

  draw() {
    const { conversation } = this;
    if (!conversation) return;
    this.drawMessages(conversation.all);
    this.drawWaiting(conversation);
    this.drawHints();
    this.presence.textContent = conversation.typing ? t("typing…") : spaced(conversation.shop.number);
    this.presence.classList.toggle("typing", conversation.typing);
    this.settle();
  }

  drawMessages(messages) {
    this.dropOthers(messages);
    let before = null;
    let place = this.log.firstElementChild;
    for (const message of messages) {
      const newDay = !before || day(before.at) !== day(message.at);
      place = this.put(place, message, newDay || before.from !== message.from, newDay);
      before = message;
    }
  }

  dropOthers(messages) {
    const kept = new Set(messages.map(({ n }) => n));
    for (const [n, { element }] of this.drawn) {
      if (kept.has(n)) continue;
      element.remove();
      this.drawn.delete(n);
    }
  }

  /** Draws a message where it belongs unless it already stands there unchanged. Returns its element. */
  put(place, message, tail, newDay) {
    const look = JSON.stringify([message, tail, newDay]);
    const known = this.drawn.get(message.n);
    if (known?.look === look) return known.element;
    const ours = this.conversation.isOurs(message);
    const element = bubble(message, { ours, tail, on: this.answers(message) });
    if (newDay) element.prepend(h("span", { class: "note day" }, day(message.at)));
    if (known) known.element.replaceWith(element);
    else place.after(element);
    this.drawn.set(message.n, { look, element });
    return element;
  }

  drawWaiting({ queue, typing }) {
    this.log.querySelectorAll(".pending, .failed, .dots").forEach((element) => element.remove());
    for (const item of queue) {
      const again = () => this.conversation.again(item);
      const forget = () => this.conversation.forget(item);
      this.log.append(waitingBubble(item, { again, forget }));
    }
    const isAwaited = typing || queue.some((item) => !item.error);
    if (isAwaited) this.log.append(typingDots());
  }

  drawHints() {
    const { conversation } = this;
    const fresh = !conversation.messages.size && !conversation.queue.length;
    const say = (text) => h("button", { type: "button", onclick: () => conversation.say({ text }, text) }, text);
    this.hints.replaceChildren(...(fresh ? suggestions(conversation).map(say) : []));
  }

  answers(message) {
    const tap = (choice) => this.conversation.say({ tap: choice.key, title: choice.title }, choice.title);
    return { tap, list: () => this.openList(message, tap), photo: (media) => this.openPhoto(media) };
  }

  openList(message, tap) {
    openSheet(this.element, message.menu || t("Choose"), (close) =>
      message.choices.map((choice) => {
        const onclick = () => { tap(choice); close(); };
        const { key, title, label = title, description } = choice;
        return row({ title: label, description, onclick, attributes: { "data-key": key } });
      }));
  }

  openPhoto(media) {
    const image = h("img", { class: "large", src: media.url, alt: media.name || "" });
    openSheet(this.element, media.name || t("Photo"), () => image);
  }

  // -- where one looks ---------------------------------------------------------------------------------------------

  isAtEnd() {
    return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < NEAR_THE_END;
  }

  toEnd() {
    this.follows = true;
    this.settle();
  }

  /** After anything that may have changed the height of the talk. */
  settle() {
    if (this.follows) this.log.scrollTop = this.log.scrollHeight;
    this.down.hidden = this.isAtEnd();
    if (this.isShown && this.follows) this.conversation?.read();
  }

  scrolled() {
    this.follows = this.isAtEnd();
    this.down.hidden = this.follows;
    if (this.isShown && this.follows) this.conversation?.read();
  }
}

function typingDots() {
  const dots = h("div", { class: "bubble" }, h("i"), h("i"), h("i"));
  return h("li", { class: "line theirs tail dots", "aria-hidden": "true" }, dots);
}
