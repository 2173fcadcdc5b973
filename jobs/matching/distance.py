"""Distance decay: exp(-max(0, km - 5) / 37) in permille, by whole km.

The 37 km is where US job seekers' willingness to apply had fallen by a factor e; a starting value until
travel times of the north-west are known. The numbers were computed once with 40 decimal digits and rounded
half up, so that no floating point takes part in a score.
"""

_BY_KM = """
1000 1000 1000 1000 1000 1000 973 947 922 898 874 850 828 806 784 763 743 723 704 685 667 649 632
615 598 582 567 552 537 523 509 495 482 469 457 444 433 421 410 399 388 378 368 358 349 339 330 321
313 304 296 288 281 273 266 259 252 245 239 232 226 220 214 209 203 198 192 187 182 177 173 168 164
159 155 151 147 143 139 135 132 128 125 121 118 115 112 109 106 103 101 98 95 93 90 88 85 83 81 79
77 75 73 71 69 67 65 63 62 60 59 57 55 54 53 51 50 48 47 46 45 43 42 41 40 39 38 37 36 35 34 33 32
31 31 30 29 28 27 27 26 25 25 24 23 23 22 22 21 20 20 19 19 18 18 17 17 16 16 16 15 15 14 14 14 13
13 13 12 12 12 11 11 11 10 10 10 10 9 9 9 9 8 8 8 8 8 7 7 7 7 7 6 6 6 6 6 6 5 5 5 5 5 5 5 4 4 4 4 4
4 4 4 4 4 3 3 3 3 3 3 3 3 3 3 3 3 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 1 1 1 1 1 1 1 1 1 1 1 1 1 1
1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1
"""
PERMILLE_BY_KM = tuple(map(int, _BY_KM.split()))


def distance_permille(km: int) -> int:
    """Willingness to work `km` whole kilometres away: 1000 up to 5 km, 0 from the end of the table on."""
    return PERMILLE_BY_KM[km] if km < len(PERMILLE_BY_KM) else 0
