// First words to try in an empty chat, by who holds the phone.

export function suggestions({ shop, person }) {
  const { greetings, help, orders, stock, catalog } = shop.words;
  const some = shop.products[0] ?? { sku: "sku", name: "" };
  return {
    buyer: [greetings, `2 ${some.name}`, help],
    staff: [orders, `${stock} ${some.sku.toLowerCase()} +10`, catalog, help],
    rider: [help],
  }[kindOf(person)];
}

const kindOf = ({ role }) => (role === "buyer" || role === "rider" ? role : "staff");
