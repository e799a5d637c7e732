# Both sides change the same line.
commit() { git -C origin -c user.name=ci -c user.email=ci@shop.example commit -q -am "$1"; }
git init -q -b main origin
echo "apple 1 $(date -u +%s%N)" > origin/prices.txt
git -C origin add prices.txt
commit first
git -C origin switch -q -c feature
echo "apple 2" > origin/prices.txt
commit feature
git -C origin switch -q main
echo "apple 3" > origin/prices.txt
commit main
CLONE="$(mktemp -d)/shop"
echo "CLONE=$CLONE" >> "$GITHUB_ENV"
git clone -q origin "$CLONE"
git -C "$CLONE" switch -q feature
