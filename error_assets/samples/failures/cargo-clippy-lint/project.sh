# Both branches are the same; a return too many.
cargo init -q --lib --name shop --vcs none .
printf 'pub fn shipping(express: bool) -> u64 {\n    if express {\n        490\n    } else {\n        490\n    }\n}\n\npub fn free() -> u64 {\n    return 0;\n}\n' > src/lib.rs
