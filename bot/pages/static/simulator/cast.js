// The row of faces above a phone: whose phone it is, and who has something to read.

import { avatar, badge, h, icon } from "./dom.js";
import { addStranger, peopleOf, roleName, shortName } from "./people.js";
import { openSheet } from "./sheet.js";
import { t } from "./words.js";

export class Cast {
  /** `unread(person)` counts; `pick(person)` is told who was chosen. */
  constructor(shop, phone, { unread, pick }) {
    Object.assign(this, { shop, phone, unread, pick, current: null });
    this.element = h("nav", { class: "cast", "aria-label": t("Whose phone") });
  }

  draw(current = this.current) {
    this.current = current;
    const look = JSON.stringify([current?.phone, this.people().map((person) => [person.phone, this.unread(person)])]);
    if (look === this.look) return;
    this.look = look;
    const focused = this.element.querySelector(":focus")?.dataset.phone;
    this.element.replaceChildren(...this.people().map((person) => this.face(person)), this.plus());
    if (focused) this.element.querySelector(`[data-phone="${focused}"]`)?.focus();
  }

  people() {
    return peopleOf(this.shop);
  }

  face(person) {
    const isCurrent = person.phone === this.current?.phone;
    const count = isCurrent ? 0 : this.unread(person);
    const attributes = {
      type: "button",
      class: "face-button",
      "aria-pressed": String(isCurrent),
      "data-phone": person.phone,
      title: `${person.name} · ${roleName(person)} · ${person.phone}`,
      onclick: () => this.pick(person),
    };
    return h("button", attributes,
      h("span", { class: "portrait" }, avatar(person.name), badge(count, t("{count} unread", { count }))),
      h("b", {}, shortName(person)), h("small", {}, roleName(person)));
  }

  plus() {
    return h("button", { type: "button", class: "face-button", onclick: () => this.askNumber() },
      h("span", { class: "portrait" }, h("span", { class: "avatar add" }, icon("plus"))),
      h("b", {}, t("Other")), h("small", {}, t("number")));
  }

  askNumber() {
    openSheet(this.phone, t("Another phone"), (close) => {
      const placeholder = `${this.shop.number.slice(0, 4)}…`;
      const field = h("input",
        { name: "phone", type: "tel", autocomplete: "off", required: true, placeholder, "aria-describedby": "number-fault" });
      const fault = h("p", { class: "refused", id: "number-fault", role: "alert" });
      const submit = (event) => {
        event.preventDefault();
        const person = addStranger(this.shop, field.value);
        if (!person) return void (fault.textContent = t("Write the number with its country, like +225 07 00 00 00 09."));
        close();
        this.pick(person);
      };
      return h("form", { class: "number-form", onsubmit: submit },
        h("label", {}, t("Phone number, with +"), field), fault, h("button", { class: "plain" }, t("Take this phone")));
    });
  }
}
