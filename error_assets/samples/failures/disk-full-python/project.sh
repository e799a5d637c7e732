# A really full disk: a file system of 1 MB in the runner's folder.
mkdir -p data scripts
mount -t tmpfs -o size=1m tmpfs data
cat > scripts/export.py <<'SOURCE'
import json
import pathlib
import secrets
import sys

for number in range(40):
    path = pathlib.Path("data", f"part-{secrets.token_hex(5)}.json")
    try:
        with path.open("w") as part:
            json.dump([secrets.token_hex(32)] * 1200, part)
    except OSError as error:
        print(f"part {number}: {type(error).__name__}: {error}", file=sys.stderr, flush=True)
        break
    print(f"part {number} written", flush=True)
SOURCE
cat > scripts/verify.py <<'SOURCE'
import json
import pathlib

for path in sorted(pathlib.Path("data").iterdir(), key=lambda path: path.stat().st_mtime_ns):
    json.loads(path.read_text())
    print("verified", path)
SOURCE
printf 'python scripts/export.py || true\npython scripts/verify.py\n' > scripts/export.sh
