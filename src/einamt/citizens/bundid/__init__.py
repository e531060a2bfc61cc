"""BundID by SAML 2.0: what it is asked, what its answers must hold, and whom it has seen. Why: docs/adr/0046-bundid.md.

`facts` are levels and attributes, `party` the two sides as their files describe them, `signatures` the part that needs
xmlsec (the extra `saml`), `requesting` the request and our metadata, `answers` the checks, `operations` what is kept.
"""
