# One function on one line.
cargo init -q --lib --name shop --vcs none .
printf 'pub fn total( cents:u64,amount :u64 )->u64{cents*amount}\n' > src/lib.rs
