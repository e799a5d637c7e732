# Renamed in one place. The module's name, and so the first line, is random.
name="$(od -An -N3 -tx1 /dev/urandom | tr -d ' \n')"
echo "OUT=$(mktemp -d)" >> "$GITHUB_ENV"
printf 'module shop.example/fork-%s/shop\n\ngo 1.21\n' "$name" > go.mod
printf 'package shop\n\nfunc TotalNet(cents int) int { return cents }\n' > totals.go
printf 'package shop\n\nfunc Invoice(cents int) int {\n\ttotal := NetTotal(cents)\n\trest := 1\n\treturn total\n}\n' > invoice.go
printf 'package shop\n\nfunc Label(cents int) int {\n\treturn NetTotal(cents)\n}\n' > label.go
