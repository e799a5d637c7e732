# Half of the module is never run; a passing test prints a failure.
cat > prices.py <<'SOURCE'
def tax(cents):
    if cents < 0:
        print("ERROR: negative")
        return 0
    return cents * 19 // 100
SOURCE
cat > test_prices.py <<'SOURCE'
import sys
import unittest
import uuid

import prices


class TaxTest(unittest.TestCase):
    def test_tax(self):
        print(f"FAILED to load basket {uuid.uuid4()} (this test passes)", file=sys.stderr)
        self.assertEqual(prices.tax(100), 19)
SOURCE
printf '[run]\ninclude = prices.py\n' > .coveragerc
