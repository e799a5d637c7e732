# A check that gives no reason.
mkdir scripts
cat > scripts/check.sh <<'SCRIPT'
echo "checking $PWD, batch $(cat /proc/sys/kernel/random/uuid)"
echo "all 12 items read"
exit 3
SCRIPT
