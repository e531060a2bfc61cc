"""What a measure has changed: estimates with intervals, and what may be said of them.

The arithmetic knows arrays only. `panel` holds what is compared, `comparing` compares treated places with the others,
`regressing` follows one series through the start (it alone needs statsmodels, the extra `effects`), `judging` puts the
estimate into one of three verdicts. Methods: docs/explanation/effects-of-measures.md.
"""
