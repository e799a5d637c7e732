# The settings file was not copied into the checkout.
cat > report.py <<'SOURCE'
import argparse
import pathlib
import tempfile

arguments = argparse.ArgumentParser()
arguments.add_argument("--config", type=pathlib.Path)
print("writing into", tempfile.mkdtemp(), flush=True)
settings = arguments.parse_args().config.read_text()
SOURCE
