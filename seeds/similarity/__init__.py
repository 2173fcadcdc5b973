"""How close two unit groups of ISCO-08 are, from what is written about their work and the skills it takes.

`sources` reads the published lists, `texts` cuts sentences into terms, `views` turns terms into cosines,
`table` pools the views into permilles and keeps the file `seeds/related_occupations.npy`. No list of related
occupations and no record of who moved from which job to which is read anywhere.
"""
