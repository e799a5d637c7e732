# An address without a postcode; its id is random.
cat > test_labels.py <<'SOURCE'
import secrets
import warnings


def label(address):
    warnings.warn(f"address {secrets.token_hex(6)} has no country", UserWarning, stacklevel=2)
    return f"{address['street']}, {address['postcode']}"


def test_whole_address():
    assert label({"street": "Main", "postcode": "1010"}) == "Main, 1010"


def test_pickup_point():
    assert label({"street": "Main"}) == "Main"


def test_foreign():
    assert label({"street": "Rue"}) == "Rue"
SOURCE
