# A deploy script that needs kustomize; the release name differs in every run.
mkdir -p scripts
cat > scripts/deploy.sh <<'SCRIPT'
#!/usr/bin/env bash
set -euo pipefail
release="shop-$(od -An -N4 -tx1 /dev/urandom | tr -d ' \n')"
echo "Deploying $release to $1 at $(date -u +%T)"
echo "ERROR budget of the last release: 0.03 % (fine)"
kustomize build "overlays/$1" > "$release.yaml"
SCRIPT
chmod +x scripts/deploy.sh
