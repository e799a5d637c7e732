# Unused names and a comparison with None.
mkdir -p shop
printf 'import os\n\n\ndef price(item):\n    rest = 1\n    if item == None:\n        return 0\n    return item.price\n' > shop/prices.py
