# Crates come from a folder of vendored sources that has no such crate.
cargo init -q --name shop --vcs none .
vendor="$(mktemp -d)"
mkdir -p .cargo
printf '[source.crates-io]\nreplace-with = "vendored-sources"\n\n[source.vendored-sources]\ndirectory = "%s"\n' "$vendor" > .cargo/config.toml
printf 'pricng = "1.2"\n' >> Cargo.toml
