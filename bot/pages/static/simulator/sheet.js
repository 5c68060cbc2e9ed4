// A sheet that rises from the bottom of a phone: lists, attachments, a number to type.

import { h, icon } from "./dom.js";
import { t } from "./words.js";

/** Opens over `phone` and resolves when closed. `build(close)` gives the content. */
export function openSheet(phone, title, build) {
  const dialog = h("dialog", { class: "sheet", "aria-label": title });
  const close = () => dialog.close();
  dialog.append(
    h("header", { class: "sheet-top" },
      h("button", { type: "button", class: "round", "aria-label": t("Close"), onclick: close }, icon("close")),
      h("h2", {}, title)),
    h("div", { class: "sheet-body" }, build(close)),
  );
  dialog.addEventListener("click", (event) => event.target === dialog && isOutside(dialog, event) && close());
  dialog.querySelector(".sheet-body :is(button, input)")?.setAttribute("autofocus", "");
  document.body.append(dialog);
  fit(dialog, phone);
  dialog.showModal();
  return new Promise((done) => dialog.addEventListener("close", () => { dialog.remove(); done(); }));
}

/** Keeps the sheet and its shade inside the glass of the phone it belongs to, wherever that stands on the desk. */
function fit(dialog, phone) {
  const frame = phone.getBoundingClientRect();
  const left = frame.left + phone.clientLeft;
  const top = frame.top + phone.clientTop;
  const below = innerHeight - top - phone.clientHeight;
  const right = innerWidth - left - phone.clientWidth;
  dialog.style.left = `${left}px`;
  dialog.style.width = `${phone.clientWidth}px`;
  dialog.style.bottom = `${below}px`;
  dialog.style.maxHeight = `${Math.round(phone.clientHeight * 0.86)}px`;
  const corner = phone.clientLeft ? 25 : 0;
  dialog.style.setProperty("--glass", `inset(${top}px ${right}px ${below}px ${left}px round ${corner}px)`);
}

function isOutside(dialog, event) {
  const { left, right, top, bottom } = dialog.getBoundingClientRect();
  return event.clientX < left || event.clientX > right || event.clientY < top || event.clientY > bottom;
}

/** One row to tap: a picture or mark, a title, a line below it. */
export function row({ title, description, mark, onclick, attributes = {} }) {
  const words = h("span", { class: "row-text" }, h("b", {}, title), description && h("small", {}, description));
  return h("button", { type: "button", class: "row", onclick, ...attributes }, words, mark ?? h("span", { class: "radio" }));
}
