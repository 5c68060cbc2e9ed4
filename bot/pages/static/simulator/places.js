// Places a buyer may stand at, so that a pin is one tap. Keyed by the shop's currency.

const ABIDJAN = [
  { name: "Cocody, Saint-Jean", latitude: 5.3497, longitude: -3.9967 },
  { name: "Plateau, Place de la République", latitude: 5.3191, longitude: -4.0165 },
  { name: "Yopougon, Siporex", latitude: 5.3486, longitude: -4.0727 },
  { name: "Marcory, Zone 4", latitude: 5.2921, longitude: -3.9853 },
  { name: "Treichville, Gare de Bassam", latitude: 5.3009, longitude: -4.0026 },
  { name: "Abobo, Gare", latitude: 5.4187, longitude: -4.0201 },
  { name: "Grand-Bassam, Quartier France", latitude: 5.1963, longitude: -3.7316 },
];

const NAIROBI = [
  { name: "Westlands, Sarit", latitude: -1.2611, longitude: 36.8028 },
  { name: "Kilimani, Yaya Centre", latitude: -1.2929, longitude: 36.7877 },
  { name: "CBD, Kencom", latitude: -1.2853, longitude: 36.8254 },
  { name: "South B, Capital Centre", latitude: -1.3136, longitude: 36.8345 },
  { name: "Kasarani, Mwiki Road", latitude: -1.2207, longitude: 36.8972 },
  { name: "Karen, The Hub", latitude: -1.3202, longitude: 36.7057 },
  { name: "Kitengela, Milimani", latitude: -1.4757, longitude: 36.9574 },
];

export const placesNear = (shop) => (shop.currency === "KES" ? NAIROBI : ABIDJAN);
