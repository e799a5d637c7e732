# A number is passed as text; an optional is returned where none is allowed.
mkdir shop
touch shop/__init__.py
printf 'def shown(cents: int) -> str:\n    return f"{cents / 100:.2f}"\n\n\nprint(shown("12"))\n' > shop/prices.py
printf 'def first(names: list[str]) -> str:\n    return names[0] if names else None\n' > shop/names.py
