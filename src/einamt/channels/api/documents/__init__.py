"""What specialist systems report about identity documents."""
