"""EinAmt: a whole city as one office. The floors of the house are described in docs/explanation/architecture.md."""
