# net_total was renamed to total_net, a test was forgotten.
mkdir -p shop tests
touch shop/__init__.py conftest.py
printf 'def total_net(cents):\n    return cents\n' > shop/prices.py
printf 'from shop.prices import net_total\n\n\ndef test_net():\n    assert net_total(1) == 1\n' > tests/test_prices.py
