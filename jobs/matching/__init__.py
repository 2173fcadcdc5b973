"""Matching: gates, two explained sides, one integer score, a capped prefix reserve.

Plain Python; nothing here knows the web framework or the database. Same input, same bytes, always.

`types`       what the caller supplies: `Seeker`, `Opening`
`policy`      what the centre decides: `Profile` (weights), `PriorityPolicy` (guarantee), and their defaults
`results`     what comes back: `Ranking`, `Explanation` and their parts
`similarity`  occupation similarity, one versioned table
`criteria`    fact -> permille and evidence, one registry
`gates`       fact -> pass, fail or unknown, one registry
`fill`        what an unknown value counts as
`score`       values and weights -> E, W, M
`compiled`    one opening under one profile as lookup tables
`reserve`     the capped prefix reserve
`rank`        the ranked list
`explain`     why, for one pair; `views` the same for worker and employer
`codec`       canonical bytes, digests and replay
"""
