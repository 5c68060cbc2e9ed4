// First words to try in an empty chat, by who holds the phone.

const FIRST_WORDS = {
  fr: {
    buyer: ["Bonjour", "2 pagnes wax et 1 savon", "aide"],
    staff: ["commandes", "stock {sku} +10", "catalogue", "aide"],
    rider: ["aide"],
  },
  en: {
    buyer: ["Hello", "1 flask and 2 mugs", "help"],
    staff: ["orders", "stock {sku} +10", "catalogue", "help"],
    rider: ["help"],
  },
};

export function suggestions({ shop, person }) {
  const words = FIRST_WORDS[shop.language] ?? FIRST_WORDS.en;
  const sku = favorite(shop.products).toLowerCase();
  return words[kindOf(person)].map((text) => text.replace("{sku}", sku));
}

const favorite = (products) => (products.find(({ sku }) => sku === "WAX6") ?? products[0])?.sku ?? "sku";

const kindOf = ({ role }) => (role === "buyer" || role === "rider" ? role : "staff");
