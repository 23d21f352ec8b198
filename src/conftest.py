"""Doctests of what needs an extra are left out where it is not installed."""

from importlib.util import find_spec

collect_ignore = ["conftest.py"] + [
    path
    for extra, package in (("ray", "ray"), ("spark", "pyspark"))
    if find_spec(package) is None
    for path in (f"holdfire/{extra}.py", f"holdfire/engines/{extra}.py")
]
