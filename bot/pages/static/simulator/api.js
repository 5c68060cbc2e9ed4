// The simulator's JSON interface, one function a call, with two ways to fail.

/** Nobody answered, or the server broke: the same call may be tried again. */
export class Unreachable extends Error {
  name = "Unreachable";
}

/** The server understood and said no; the message is its own sentence. */
export class Refused extends Error {
  name = "Refused";
}

const PATIENCE = 12_000;

async function call(path, body) {
  const reply = await ask(path, body);
  const answer = await reply.json().catch(() => ({}));
  if (reply.ok) return answer;
  if (reply.status >= 500 || reply.status === 429) throw new Unreachable(`HTTP ${reply.status}`);
  throw new Refused(answer.error || `HTTP ${reply.status}`);
}

async function ask(path, body) {
  const posted = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  try {
    return await fetch(path, { ...(body ? posted : {}), signal: AbortSignal.timeout(PATIENCE), cache: "no-store" });
  } catch (error) {
    throw new Unreachable(error.message);
  }
}

const query = (values) => new URLSearchParams(values).toString();

export const api = {
  languages: async () => (await call("/simulator/languages")).languages,
  words: async (language) => (await call(`/simulator/words/${language}`)).words,
  shops: async () => (await call("/simulator/shops")).shops,
  say: (message) => call("/simulator/messages", message),
  messages: (person, shop, after) =>
    call(`/simulator/messages?${query({ address: person, after, with: shop })}`),
  payers: async () => (await call("/simulator/wallet/payers")).payers,
  prompts: async (payer) => (await call(`/simulator/wallet?${query({ payer })}`)).prompts,
  wallet: (payer, action) => call("/simulator/wallet", { payer, action }),
  orders: async (shop) => (await call(`/simulator/orders?${query({ shop })}`)).orders,
  courier: (shop, order, status) => call("/simulator/courier", { shop, order, status }),
};
