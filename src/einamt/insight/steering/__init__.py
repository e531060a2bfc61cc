"""The steering information system: indicators from facts."""
