"""The service database format DLDB: Berlin's dialect and Munich's.

Berlin: `{created, datacount, locale, hash, error, data}`. Munich: `{data, meta{generated, datacount, hash}}`, entries
with `public`, `displayName`, `organizationUnit`, `duration`, `combinable`, `maxQuantity`, `slotTimeInMinutes`. `data`
is a list of services, of locations or of topics.
"""
