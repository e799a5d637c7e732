# The generator's output differs from what is committed.
mkdir -p scripts api
cat > scripts/generate.sh <<'SCRIPT'
printf 'GET /prices\nGET /prices/{id}\nDELETE /prices/{id}\n' > api/client.txt
SCRIPT
cat > scripts/check-generated.sh <<'SCRIPT'
echo "generating in $PWD as $(cat /proc/sys/kernel/random/uuid)"
bash scripts/generate.sh
if ! git --no-pager diff --color=always --exit-code -- api; then
    echo "::error file=api/client.txt,title=Generated::api/client.txt is out of date: run scripts/generate.sh and commit the result"
    exit 1
fi
SCRIPT
printf 'GET /prices\nGET /prices/{id}\n' > api/client.txt
git init -q -b main .
git add .
git -c user.name=ci -c user.email=ci@shop.example commit -q -m "first"
