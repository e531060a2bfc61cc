"""Looking for what is wrong with the catalogue: rules, findings, and the visiting of links.

A rule is a small function of plain Python (`rules`); `registry` holds them all, also those of other rooms; `operations`
runs them and keeps what they find. `docs/reference/linter-rules.md` lists them.
"""
