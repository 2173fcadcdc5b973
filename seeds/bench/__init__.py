"""`manage.py bench`: the engine against the ways other systems would do the same work.

One peer a module below `peers`, one section a module below `sections`. Every peer computes the product's own
score from the same register, and every answer is compared inside the loop that is timed: a figure stands for
equal work or it is not printed. Ratios of one interleaved run are compared, never milliseconds of two runs.
"""
