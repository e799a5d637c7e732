# A wrong decimal separator; two passing tests log alarming things on purpose.
mkdir -p tests
cat > prices.py <<'SOURCE'
import logging
import uuid

log = logging.getLogger("prices")


def shown(cents: int, currency: str = "EUR") -> str:
    return f"{currency} {cents / 100:.2f}"


def refresh(fetch) -> bool:
    try:
        fetch()
    except ConnectionError:
        log.exception("ERROR: refresh of prices failed, request %s, keeping the old ones", uuid.uuid4())
        return False
    return True
SOURCE
cat > tests/test_prices.py <<'SOURCE'
import os
import sys
import unittest

sys.path.insert(0, os.getcwd())
import prices


class PriceTest(unittest.TestCase):
    def test_keeps_old_prices_when_the_server_resets(self):
        def fetch():
            raise ConnectionResetError("expected by a passing test")

        self.assertFalse(prices.refresh(fetch))

    def test_refreshes(self):
        print("FATAL: this line is printed by a test that passes, pid", os.getpid(), file=sys.stderr)
        self.assertTrue(prices.refresh(lambda: None))

    def test_shows_a_comma(self):
        self.assertEqual(prices.shown(1250), "EUR 12,50")


if __name__ == "__main__":
    unittest.main()
SOURCE
