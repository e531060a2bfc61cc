"""A citizen's account, for those who want one: signing in, my matters, my details, taking everything along."""
