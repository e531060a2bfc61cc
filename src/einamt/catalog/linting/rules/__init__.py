"""The rules: plain Python, one function each over the facts about a service, an office, or all of them."""
