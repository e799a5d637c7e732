# Takes memory until the limit of the shell ends it.
cat > train.py <<'SOURCE'
import logging
import uuid

logging.basicConfig(format="%(asctime)s %(levelname)s %(message)s")
logging.error("worker %s: previous checkpoint is corrupt, starting anew (harmless)", uuid.uuid4().hex[:12])


def load(rows):
    return [bytearray(10_000_000) for _ in range(rows)]


load(1000)
SOURCE
