# go.mod forgets a requirement.
GOTMPDIR="$(mktemp -d)"
echo "GOTMPDIR=$GOTMPDIR" >> "$GITHUB_ENV"
echo "GOFLAGS=-mod=readonly" >> "$GITHUB_ENV"
printf 'module shop.example/shop\n\ngo 1.21\n' > go.mod
printf 'package shop\n\nimport "pricing.example/money"\n\nvar Zero = money.Zero\n' > shop.go
