# shop-orders needs shop-money<2, shop-labels needs shop-money>=2.
WHEELS="$(mktemp -d)"
echo "WHEELS=$WHEELS" >> "$GITHUB_ENV"
cat > wheel.py <<'SOURCE'
import sys
import zipfile

where, name, version, *needs = sys.argv[1:]
folder = f"{name}-{version}.dist-info"
with zipfile.ZipFile(f"{where}/{name}-{version}-py3-none-any.whl", "w") as wheel:
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    wheel.writestr(f"{folder}/METADATA", metadata + "".join(f"Requires-Dist: {need}\n" for need in needs))
    wheel.writestr(f"{folder}/WHEEL", "Wheel-Version: 1.0\nGenerator: hand\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
    wheel.writestr(f"{folder}/RECORD", "")
SOURCE
python wheel.py "$WHEELS" shop_money 1.4
python wheel.py "$WHEELS" shop_money 2.0
python wheel.py "$WHEELS" shop_orders 1.0 'shop-money<2'
python wheel.py "$WHEELS" shop_labels 1.0 'shop-money>=2'
