// The desk: two phones side by side, the wallet and the courier beside them; on a small screen one at a time.

import { api } from "./simulator/api.js";
import { Cast } from "./simulator/cast.js";
import { Conversation } from "./simulator/conversation.js";
import { Courier } from "./simulator/courier.js";
import { avatar, badge, h, icon } from "./simulator/dom.js";
import { recall, remember } from "./simulator/memory.js";
import { peopleOf } from "./simulator/people.js";
import { Phone } from "./simulator/phone.js";
import { connection, pulse } from "./simulator/pulse.js";
import { Wallet } from "./simulator/wallet.js";
import { howTo } from "./simulator/howto.js";
import { currentLanguage, knownLanguages, learn, speak, t } from "./simulator/words.js";

const root = document.querySelector("#desk");
const conversations = new Map();
const casts = new Map();
const phones = new Map();
let shops = [];
let hearts = [];
let alerts = {};

// -- the state of the desk -----------------------------------------------------------------------------------------

const currentShop = () => shops.find(({ code }) => code === recall("shop", "")) ?? shops[0];

const nameOf = (phone) =>
  shops.flatMap(peopleOf).find((person) => person.phone === phone && person.name !== phone)?.name;

function conversationOf(shop, person) {
  const key = `${shop.number}.${person.phone}`;
  if (!conversations.has(key)) {
    const conversation = new Conversation(shop, person);
    conversation.addEventListener("change", () => window.dispatchEvent(new Event("unread")));
    conversations.set(key, conversation);
  }
  return conversations.get(key);
}

// -- its parts -----------------------------------------------------------------------------------------------------

function build() {
  const shop = currentShop();
  hearts.forEach((heart) => heart.stop());
  phones.forEach((phone) => phone.leave());
  const people = peopleOf(shop);
  const owner = people.find(({ role }) => role === "owner") ?? people[1] ?? people[0];
  const wallet = new Wallet(shop, { nameOf, onCount: (count) => alert("wallet", count) });
  const courier = new Courier(shop, { nameOf });
  hearts = [wallet.heart, courier.heart];
  root.replaceChildren(
    topBar(shop),
    h("main", { class: "stage" },
      holder(shop, "left", people[0]), holder(shop, "right", owner),
      h("aside", { class: "outside", "aria-label": t("The outside world") }, howTo(shop), wallet.element, courier.element)),
    tabBar());
  showTab(recall("tab", "phone"));
  countUnread();
  document.title = `${shop.name} · ${t("Simulator")}`;
}

/** A phone with the faces of those who may hold it. */
function holder(shop, side, first) {
  const phone = new Phone();
  const key = `${side}.${shop.code}`;
  const unread = (person) => conversationOf(shop, person).unread;
  const pick = (person) => {
    remember(key, person.phone);
    phone.show(conversationOf(shop, person));
    cast.draw(person);
  };
  const cast = new Cast(shop, phone.element, { unread, pick });
  const element = h("div", { class: `holder ${side}` }, cast.element, phone.element);
  casts.set(side, cast);
  phones.set(side, phone);
  pick(peopleOf(shop).find(({ phone: number }) => number === recall(key, "")) ?? first);
  return element;
}

function countUnread() {
  casts.forEach((cast) => cast.draw());
  const shown = currentShop();
  alert("phone", peopleOf(shown).reduce((sum, person) => sum + conversationOf(shown, person).unread, 0));
}

function topBar(shop) {
  return h("header", { class: "top" },
    h("h1", {}, h("span", { class: "brand" }, icon("chat")), h("span", { class: "brand-name" }, t("Simulator"))),
    group("shops", t("Shop"), shops.map((one) => shopButton(one, one === shop))),
    group("languages", t("Language of this page"), knownLanguages().map(languageButton)));
}

const group = (name, label, buttons) => h("div", { class: name, role: "group", "aria-label": label }, buttons);

function shopButton(shop, isCurrent) {
  const onclick = () => { remember("shop", shop.code); build(); };
  const attributes = { type: "button", "aria-pressed": String(isCurrent), onclick };
  return h("button", attributes, avatar(shop.name, "shop"), h("span", {}, shop.name));
}

function languageButton({ code: language, name: label }) {
  const onclick = async () => {
    await speak(language);
    build();
    root.querySelector(`[lang="${language}"]`).focus();
  };
  const pressed = String(language === currentLanguage());
  const attributes = { type: "button", lang: language, title: label, "aria-label": label, "aria-pressed": pressed, onclick };
  return h("button", attributes, language.toUpperCase());
}

// -- one thing at a time on a small screen -------------------------------------------------------------------------

function tabBar() {
  const tabs = [["phone", "chat", t("Phones")], ["wallet", "wallet", t("Wallet")], ["courier", "truck", t("Courier")]];
  const tab = ([name, drawing, label]) =>
    h("button", { type: "button", "data-tab": name, onclick: () => showTab(name) },
      h("span", { class: "tab-icon" }, icon(drawing)), label);
  return h("nav", { class: "tabs", "aria-label": t("Parts of the simulator") }, tabs.map(tab));
}

function showTab(name) {
  remember("tab", name);
  root.dataset.tab = name;
  root.querySelectorAll(".tabs [data-tab]").forEach((tab) => tab.setAttribute("aria-pressed", String(tab.dataset.tab === name)));
  drawAlerts();
  window.dispatchEvent(new Event("unread"));
  conversations.forEach((conversation) => conversation.watchers && conversation.changed());
}

function alert(tab, count) {
  alerts = { ...alerts, [tab]: count };
  drawAlerts();
}

function drawAlerts() {
  for (const [name, count] of Object.entries(alerts)) {
    const place = root.querySelector(`.tabs [data-tab="${name}"] .tab-icon`);
    place?.querySelector(".badge")?.remove();
    place?.append(...[badge(count, t("{count} new", { count }))].filter(Boolean));
  }
}

// -- the start -----------------------------------------------------------------------------------------------------

const banner = document.querySelector("#banner");
connection.addEventListener("down", () => {
  banner.textContent = t("The shop's server does not answer. Trying again; nothing you wrote is lost.");
  banner.hidden = false;
});
connection.addEventListener("up", () => { banner.hidden = true; });
let counting = 0;
window.addEventListener("unread", () => {
  cancelAnimationFrame(counting);
  counting = requestAnimationFrame(countUnread);
});

const opening = pulse(async () => {
  await learn();
  shops = await api.shops();
  opening.stop();
  if (shops.length) build();
  else root.replaceChildren(h("p", { class: "empty alone" }, t("No shop is open here yet.")));
}, () => 1_000);
