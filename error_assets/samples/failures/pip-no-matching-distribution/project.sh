# An index on a free port that has an older version only.
mkdir -p index/simple/shop-pricing dist
cat > wheel.py <<'SOURCE'
import sys
import zipfile

name, version, *needs = sys.argv[1:]
folder = f"{name}-{version}.dist-info"
with zipfile.ZipFile(f"index/simple/{name.replace('_', '-')}/{name}-{version}-py3-none-any.whl", "w") as wheel:
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    wheel.writestr(f"{folder}/METADATA", metadata + "".join(f"Requires-Dist: {need}\n" for need in needs))
    wheel.writestr(f"{folder}/WHEEL", "Wheel-Version: 1.0\nGenerator: hand\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
    wheel.writestr(f"{folder}/RECORD", "")
SOURCE
python wheel.py shop_pricing 4.1.0
echo 'shop-pricing==4.2.0' > requirements.txt
python -u -m http.server 0 --bind 127.0.0.1 --directory index > "$RUNNER_TEMP/server.txt" 2>&1 &
until grep -q port "$RUNNER_TEMP/server.txt"; do sleep 0.1; done
echo "INDEX=http://127.0.0.1:$(sed -n 's/.* port \([0-9]*\) .*/\1/p' "$RUNNER_TEMP/server.txt")/simple" >> "$GITHUB_ENV"
