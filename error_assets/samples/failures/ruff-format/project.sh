# Single quotes and a missing blank line, in a generated package with a random name.
PACKAGE="$(mktemp -d shop_XXXXXXXX -p .)"
echo "PACKAGE=${PACKAGE#./}" >> "$GITHUB_ENV"
printf "NAME = 'shop'\ndef total( a,b ): return a+b\n" > "$PACKAGE/totals.py"
printf 'NAME = "ok"\n' > "$PACKAGE/fine.py"
