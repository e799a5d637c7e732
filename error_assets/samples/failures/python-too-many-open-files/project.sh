# Every segment stays open.
cat > index.py <<'SOURCE'
import secrets
import tempfile

folder = tempfile.mkdtemp(prefix="index-")
print("indexing into", folder, flush=True)
segments = [open(f"{folder}/segment-{secrets.token_hex(8)}", "w") for _ in range(100)]
SOURCE
