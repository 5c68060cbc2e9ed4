// Where a message is written. What is typed is kept until it is sent, also over a reload of the page.

import { h, icon } from "./dom.js";
import { t } from "./words.js";

const TALLEST = 120;

export class Composer {
  /** `send(text)` and `attach()` answer the two buttons. */
  constructor({ send, attach }) {
    Object.assign(this, { send, conversation: null });
    this.field = h("textarea", { rows: 1, maxlength: 4096, enterkeyhint: "send", autocomplete: "off" });
    this.field.addEventListener("input", () => this.typed());
    this.field.addEventListener("keydown", (event) => this.pressed(event));
    this.element = h("form", { class: "composer", onsubmit: (event) => this.submitted(event) },
      h("div", { class: "field" },
        h("button", { type: "button", class: "round", "aria-label": t("Send something else"), onclick: attach }, icon("plus")),
        this.field),
      h("button", { class: "send", "aria-label": t("Send") }, icon("send")));
  }

  show(conversation) {
    const { person, shop, draft } = conversation;
    this.conversation = conversation;
    this.field.setAttribute("aria-label", t("Message from {name} to {shop}", { name: person.name, shop: shop.name }));
    this.field.placeholder = t("Write a message");
    this.field.value = draft;
    this.grow();
  }

  submitted(event) {
    event.preventDefault();
    const text = this.field.value.trim();
    if (!text) return;
    this.field.value = "";
    this.typed();
    this.send(text);
    this.field.focus();
  }

  typed() {
    this.conversation.draft = this.field.value;
    this.grow();
  }

  pressed(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) this.submitted(event);
  }

  grow() {
    this.field.style.height = "auto";
    this.field.style.height = `${Math.min(this.field.scrollHeight, TALLEST)}px`;
  }
}
