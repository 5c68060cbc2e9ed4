// What the page remembers between visits. A browser that forbids it costs comfort, nothing else.

const PREFIX = "simulator.";

export function recall(key, otherwise) {
  try {
    const kept = localStorage.getItem(PREFIX + key);
    return kept === null ? otherwise : JSON.parse(kept);
  } catch {
    return otherwise;
  }
}

export function remember(key, value) {
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify(value));
  } catch {
    // Private window or full storage: the page goes on without a memory.
  }
}
