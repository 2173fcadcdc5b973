"""What the REST doors of every app share.

The machinery behind it (authentication, paging, parsing, errors) is chosen in the settings and lives in
``config.rest``; doors need not know it.
"""
