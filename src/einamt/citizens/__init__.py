"""Accounts that citizens may have: who signs in, which cases are theirs, what is filled in. Nobody needs one."""
