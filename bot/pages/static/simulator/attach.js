// What a person can send besides words: where she is, a photo, a voice note, a document.

import { h, icon } from "./dom.js";
import { placesNear } from "./places.js";
import { openSheet, row } from "./sheet.js";
import { t } from "./words.js";

const FILES = "/static/simulator/";

export function openAttachments(phone, conversation) {
  openSheet(phone, t("Send something else"), (close) => {
    const send = (content, shown) => { conversation.say(content, shown); close(); };
    return [
      h("h3", {}, t("A location")),
      placesNear(conversation.shop).map((place) => placeRow(place, send)),
      freePlace(send),
      h("h3", {}, t("A file")),
      files().map((one) => fileRow(one, send)),
    ];
  });
}

function placeRow({ name, latitude, longitude }, send) {
  const onclick = () => send({ location: { latitude, longitude, label: name } }, name);
  return row({ title: name, description: `${latitude}, ${longitude}`, mark: icon("pin"), onclick });
}

function freePlace(send) {
  const field = (name, label, limit) =>
    h("label", {}, label,
      h("input", { name, type: "number", step: "any", min: -limit, max: limit, required: true, inputmode: "decimal" }));
  const submit = (event) => {
    event.preventDefault();
    const form = new FormData(event.target);
    send({ location: { latitude: Number(form.get("latitude")), longitude: Number(form.get("longitude")) } }, "");
  };
  return h("form", { class: "free-place", onsubmit: submit },
    field("latitude", t("Latitude"), 90), field("longitude", t("Longitude"), 180),
    h("button", { class: "plain" }, t("Send this place")));
}

const file = (kind, name, title, description) => ({ kind, name, title, description });

function files() {
  return [
    file("image", "payment.jpg", t("A screenshot of a payment"), t("A picture is never a proof: see what the shop says.")),
    file("image", "gate.jpg", t("A photo of my gate"), t("So that the rider finds it.")),
    file("audio", "voice.wav", t("A voice note"), t("Two seconds of sound.")),
    file("document", "list.txt", t("A document"), "list.txt"),
  ];
}

function fileRow({ kind, name, title, description }, send) {
  const url = new URL(FILES + name, location.href).href;
  const mark = icon({ image: "photo", audio: "mic", document: "file" }[kind]);
  return row({ title, description, mark, onclick: () => send({ media: { kind, url, caption: "" } }, "") });
}
