"""The ranking of jobs.matching over columns: the same bytes, for a whole register at once.

`jobs.matching` states every rule; nothing here states one again that can be asked of it. A pool keeps, for
every group of facts a rule reads together, one code per person and each distinct fact once. A vacancy turns
into tables over those facts, filled by the criteria and gates themselves, and ranking sums looked-up
integers. What cannot be done so (numbers that could overflow, values off the scale) goes to the oracle.

    facets      the groups of facts, and their dictionaries
    pool        `Pool`: the people of one centre, immutable; changed, saved and mapped back
    work        occupations and experience: the readings that differ for almost everybody
    skills      which facts about skills an opening cannot tell apart
    tables      what one opening makes of every distinct fact
    sheet       the codes of everybody, person after person
    sides       exact scores and upper bounds from looked-up values
    gated       who passes, and how many each gate removes
    coarse      what everybody falls short by, roughly
    search      everybody who can reach the list, and nobody else
    filling     the places of a list and its reserve
    rank        `rank` and `scores`
"""
