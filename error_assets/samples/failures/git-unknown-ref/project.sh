# A repository with one branch, cloned into a folder with a random name.
git init -q -b main origin
git -C origin -c user.name=ci -c user.email=ci@shop.example commit -q --allow-empty -m "first $RANDOM"
CLONE="$(mktemp -d)/shop"
echo "CLONE=$CLONE" >> "$GITHUB_ENV"
git clone -q origin "$CLONE"
