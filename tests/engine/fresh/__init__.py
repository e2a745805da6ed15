"""Fresh cases: random builds, each made from a seed alone, so that a number is enough to have one again.

They are mean on purpose. Ignore files, sources and links are written about names that the tree has, so that nearly every
line does something, and then bent in the ways in which people and machines bend them.
"""

from tests.engine.fresh.build import fresh_case, fresh_cases

__all__ = ["fresh_case", "fresh_cases"]
