// Asking again and again: quickly while looked at, rarely while hidden, ever more slowly while nobody answers.

import { Unreachable } from "./api.js";

const HIDDEN = 20_000;
const SLOWEST = 10_000;

/** Tells whoever listens whether the server answers: events "down" and "up". */
export const connection = new EventTarget();
let reached = true;

export function report(isUp) {
  if (isUp === reached) return;
  reached = isUp;
  connection.dispatchEvent(new Event(isUp ? "up" : "down"));
}

/** Runs `work` for ever. `every()` gives the pause in milliseconds; `soon()` cuts the pause short; `stop()` ends it. */
export function pulse(work, every) {
  let timer = 0;
  let failures = 0;
  let running = false;
  let again = false;
  let stopped = false;

  async function beat() {
    if (stopped) return;
    if (running) {
      again = true;
      return;
    }
    clearTimeout(timer);
    running = true;
    failures = (await attempt(work)) ? 0 : failures + 1;
    running = false;
    timer = setTimeout(beat, again && !failures ? 0 : pause());
    again = false;
  }

  function pause() {
    if (document.hidden) return HIDDEN;
    return failures ? Math.min(SLOWEST, 600 * 2 ** failures) : every();
  }

  const onVisible = () => document.hidden || beat();
  document.addEventListener("visibilitychange", onVisible);
  beat();

  function stop() {
    stopped = true;
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", onVisible);
  }

  return { soon: beat, stop };
}

async function attempt(work) {
  try {
    await work();
    report(true);
    return true;
  } catch (error) {
    if (!(error instanceof Unreachable)) console.error(error);
    report(!(error instanceof Unreachable));
    return false;
  }
}
