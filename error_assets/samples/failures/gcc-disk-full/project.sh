# A really full disk: a file system of 64 kB for temporary files, with a file that fills it.
BUILD_DIR="$(mktemp -d)"
echo "BUILD_DIR=$BUILD_DIR" >> "$GITHUB_ENV"
mkdir "$BUILD_DIR/tmp"
mount -t tmpfs -o size=64k tmpfs "$BUILD_DIR/tmp"
dd if=/dev/zero of="$BUILD_DIR/tmp/cache-$(od -An -N4 -tx1 /dev/urandom | tr -d ' \n')" bs=1k count=60 status=none
for number in $(seq 400); do echo "int item_$number(int p) { return p * $number; }"; done > "$BUILD_DIR/items.c"
printf 'export TMPDIR = %s/tmp\nitems.o: items.c\n\techo "temporary files in $$TMPDIR"\n\tgcc -c -o items.o items.c\n' "$BUILD_DIR" > "$BUILD_DIR/Makefile"
