"""Fixit rules, one a file: `enable = ["rezone.codemods.rules"]`.

What they say follows the plan in the nearest folder above the file; there is nothing to configure.
"""
