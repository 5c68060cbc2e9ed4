"""What a buyer and the shop say to each other, in speaking order: browse, cart, checkout, pay, orders."""
