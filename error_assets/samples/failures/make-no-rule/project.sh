# The template that the docs need was never committed.
BUILD_DIR="$(mktemp -d)"
echo "BUILD_DIR=$BUILD_DIR" >> "$GITHUB_ENV"
printf 'docs: index.html templates/page.tmpl\n\techo done\nindex.html:\n\ttouch index.html\n' > "$BUILD_DIR/Makefile"
