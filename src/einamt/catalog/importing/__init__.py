"""Taking a city's catalogue in from files of another system.

A reader for each format turns files into a `Delivery` of plain records and findings; `assembly` puts it together with
what is stored into the state that should be; `difference` compares; `writing` applies. A further format is one more
reader in `reading.READERS`.
"""
