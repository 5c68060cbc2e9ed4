// A card of the outside world: a heading, what there is to do, and a sentence about what was just done.

import { Refused } from "./api.js";
import { h, icon } from "./dom.js";
import { t } from "./words.js";

export class Card {
  constructor(name, drawing, title, subtitle) {
    this.said = h("p", { class: "outcome", role: "status" });
    this.content = h("div", {});
    const heading = h("div", {}, h("h2", { id: `${name}-title` }, title), h("p", {}, subtitle));
    this.element = h("section", { class: `card ${name}`, "aria-labelledby": `${name}-title` },
      h("header", {}, icon(drawing), heading), this.content, this.said);
  }

  /** Draws `parts()` unless `facts` are what they were: a button under a finger is not replaced. */
  show(facts, parts) {
    const look = JSON.stringify(facts);
    if (look === this.look) return;
    this.look = look;
    this.content.replaceChildren(...parts().filter(Boolean));
  }

  /** Runs `work` and says what came of it: its own sentence, or the server's. */
  async tell(work) {
    this.say("", t("One moment…"));
    try {
      this.say("good", await work());
    } catch (error) {
      const sentence = error instanceof Refused ? error.message : t("The server does not answer. Nothing was done; try again.");
      this.say("bad", sentence);
    }
  }

  say(kind, sentence) {
    this.said.className = `outcome ${kind}`;
    this.said.textContent = sentence ?? "";
  }
}
