"""How people and machines reach the city: pages, endpoints and forms, without rules of their own."""
