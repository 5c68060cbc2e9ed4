// Two minutes to the first purchase, as a short list that can be folded away.

import { h, icon } from "./dom.js";
import { recall, remember } from "./memory.js";
import { t } from "./words.js";

export function howTo(shop) {
  const buyer = shop.buyers[0]?.name ?? t("the buyer");
  const owner = shop.staff[0]?.name ?? t("the owner");
  const rider = shop.riders[0]?.name ?? t("the rider");
  const { greetings: hello, ship, delivered } = shop.words;
  const steps = [
    t("On {buyer}'s phone, write “{hello}” and fill the cart.", { buyer, hello }),
    t("Check out; open the payment link and start the payment."),
    t("Approve it below, in the wallet."),
    t("On {owner}'s phone: “{command}”.", { owner, command: `${ship} 1001 ${rider}` }),
    t("On {rider}'s phone: “{command}” with the code {buyer} was given.", {
      rider, buyer, command: `${delivered} 1234`,
    }),
  ];
  const box = h("details", { class: "card howto", open: recall("howto", true) },
    h("summary", {}, icon("spark"), t("First purchase in two minutes")),
    h("ol", {}, steps.map((step) => h("li", {}, step))));
  box.addEventListener("toggle", () => remember("howto", box.open));
  return box;
}
