# Two faults in two files; order of files and ids in the messages differ from run to run.
mkdir -p tests
cat > tests/test_invoice.py <<'SOURCE'
import logging
import uuid

import pytest

log = logging.getLogger("invoice")


def invoice(cents):
    return {"currency": "EUR", "total": cents * 119 // 100}


@pytest.mark.parametrize("attempt", range(40))
def test_rejects_negative_amounts(attempt):
    try:
        raise ValueError(f"negative amount in basket {uuid.uuid4()}")
    except ValueError:
        log.exception("ERROR: expected by a test that passes")


def test_total_has_tax():
    basket = uuid.uuid4().hex
    log.error("basket %s could not be cached", basket)
    assert invoice(1000) == {"currency": "EUR", "total": 1191}
SOURCE
cat > tests/test_orders.py <<'SOURCE'
def state(payload):
    return "delivered"


def test_refuses_a_forged_payload(tmp_path):
    (tmp_path / "payload").write_text("forged")
    assert state(tmp_path / "payload") == "refused"
SOURCE
