"""Matching: gates, two explained sides, one integer score, a capped prefix reserve.

Plain Python; nothing here knows the web framework or the database. Same input, same bytes, always.

What goes in and comes out
    types       `Seeker` and `Opening`: what the caller supplies
    policy      `Profile` (weights) and `PriorityPolicy` (guarantee): what the centre decides, with defaults
    results     `Ranking`, `Explanation` and their parts
The doors
    rank        `rank(opening, seekers, profile=, policy=, limit=)`
    explain     `explain(opening, seeker, profile=, place=)`, for staff and auditors
    views       the same for the employer and for the worker
    codec       canonical bytes, digests and `replay`
The arithmetic
    lookup      what a criterion is: a fact of the seeker, and a reading of it
    criteria    the registry of employer_side and worker_side
    gates       pass, fail or unknown
    conditions, distance, similarity    fixed tables
    fill        what an unknown value counts as
    score       values and weights to E, W and M
    compiled    one opening under one profile as lookup tables
    reserve     the capped prefix reserve
    steps       changes that could raise a score
"""
