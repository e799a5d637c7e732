# The lock is taken twice by the same thread.
cat > test_stock.py <<'SOURCE'
import threading
import uuid

lock = threading.Lock()


def reserve(sku):
    with lock:
        print("reserving", sku)
        return commit(sku)


def commit(sku):
    with lock:
        return True


def test_releases():
    assert not lock.locked()


def test_reserves():
    assert reserve(f"sku-{uuid.uuid4().hex}")
SOURCE
