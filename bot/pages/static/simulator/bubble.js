// One message as a bubble: photo, text, map, link, buttons or list, time and ticks.

import { h, icon } from "./dom.js";
import { formatted } from "./format.js";
import { clock, t } from "./words.js";

const TICKS = { sent: "tick", delivered: "ticks", read: "ticks" };
const BUTTONS_AT_MOST = 3;

/** `on.tap(choice)`, `on.list(message)`, `on.photo(media)` answer the person's fingers. */
export function bubble(message, { ours, tail, on }) {
  return h(
    "li",
    { class: `line ${ours ? "ours" : "theirs"} ${tail ? "tail" : ""}`, "data-n": message.n },
    h(
      "div",
      { class: "bubble" },
      h("span", { class: "hidden" }, ours ? t("You:") : t("Shop:")),
      message.media && picture(message.media, on),
      message.location && map(message.location),
      body(message.text, stamp(message.at, ours && message.status)),
      message.link && linkButton(message.link),
      choices(message, on),
    ),
  );
}

/** A message that has not reached the server yet. */
export function waitingBubble(item, { again, forget }) {
  const { location, media } = item.content;
  const stamped = stamp(item.at, item.error ? null : "waiting");
  const content = [media && picture(media, {}), location && map(location), body(item.shown, stamped)];
  const retry = item.error && [
    h("p", { class: "refused", role: "alert" }, item.error),
    h("div", { class: "retry" },
      h("button", { type: "button", onclick: again }, t("Send again")),
      h("button", { type: "button", onclick: forget }, t("Remove"))),
  ];
  const state = item.error ? "failed" : "pending";
  return h("li", { class: `line ours tail ${state}` }, h("div", { class: "bubble" }, content, retry));
}

function body(text, stamped) {
  return h("div", { class: "said" }, h("span", { class: "text" }, ...formatted(text ?? "")), stamped);
}

function stamp(at, status) {
  return h("span", { class: "stamp" }, h("time", { datetime: at }, clock(at)), status && tick(status));
}

function tick(status) {
  const said = { waiting: t("Waiting"), sent: t("Sent"), delivered: t("Delivered"), read: t("Read") }[status] ?? status;
  return h("span", { class: `status ${status}`, role: "img", "aria-label": said }, icon(TICKS[status] ?? "clock"));
}

function picture(media, on) {
  if (media.kind === "image") return photo(media, on);
  if (media.kind === "audio") return h("audio", { class: "voice", controls: true, preload: "none", src: media.url });
  const name = media.name || media.url.split("/").pop();
  const more = h("span", { class: "file-name" }, h("b", {}, name), h("small", {}, t("Document")));
  const attributes = { class: "file", href: media.url, target: "_blank", rel: "noopener" };
  return h("a", attributes, icon("file"), more, icon("download"));
}

function photo(media, on) {
  const image = h("img", { src: media.url, alt: media.name || t("Photo"), loading: "lazy", width: 480, height: 480 });
  const absent = h("span", { class: "no-photo" }, t("This photo cannot be shown."));
  image.addEventListener("error", () => image.replaceWith(absent));
  return h("button", { type: "button", class: "photo", onclick: () => on.photo?.(media) }, image);
}

function map({ latitude, longitude, label }) {
  const where = `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;
  const url = `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}`;
  return h("a", { class: "map", href: url, target: "_blank", rel: "noopener noreferrer" },
    h("span", { class: "map-view" }, icon("pin")),
    h("span", { class: "map-text" }, h("b", {}, label || t("Location")), h("small", {}, where)));
}

function linkButton({ url, title }) {
  return h("a", { class: "action", href: url, target: "_blank", rel: "noopener" }, icon("open"), title || t("Open"));
}

function choices(message, on) {
  const offered = message.choices ?? [];
  if (!offered.length || message.layout === "numbers") return null; // numbered lines stand in the text already
  if (isList(message)) {
    const onclick = () => on.list(message);
    return h("button", { type: "button", class: "action", onclick }, icon("list"), message.menu || t("Choose"));
  }
  return offered.map((choice) => quickReply(choice, on));
}

function quickReply(choice, on) {
  const onclick = () => on.tap(choice);
  return h("button", { type: "button", class: "action", "data-key": choice.key, onclick }, icon("reply"), choice.label ?? choice.title);
}

/** As a phone shows it: three buttons at most and no descriptions, else a list behind one button. */
export function isList({ choices: offered }) {
  return offered.length > BUTTONS_AT_MOST || offered.some((choice) => choice.description);
}
