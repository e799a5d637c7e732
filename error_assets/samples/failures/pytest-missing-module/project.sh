# babelprices is imported by three of four test files.
mkdir -p tests
for name in orders invoices labels; do
    printf 'import babelprices\n\n\ndef test_%s():\n    assert babelprices.format(1)\n' "$name" > "tests/test_$name.py"
done
printf 'def test_ok():\n    assert True\n' > tests/test_other.py
