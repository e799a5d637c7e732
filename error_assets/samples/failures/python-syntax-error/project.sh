# One parenthesis is missing.
mkdir -p shop scripts
cat > scripts/progress.py <<'SOURCE'
import random
import sys
import time

for percent in range(0, 101, random.choice((4, 5, 10))):
    sys.stdout.write(f"\rfetching models {percent:3d} % {random.uniform(1, 9):.1f} MB/s errors: 0")
    time.sleep(0.001)
print()
SOURCE
printf 'def total(items):\n    return sum(item.price for item in items\n\n\ndef empty(items):\n    return not items\n' > shop/basket.py
printf 'x = 1\n' > shop/other.py
