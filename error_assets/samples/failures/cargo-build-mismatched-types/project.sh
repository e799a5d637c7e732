# Text where a number is wanted; a method that does not exist.
cargo init -q --name shop --vcs none .
cat > src/main.rs <<'SOURCE'
fn total(cents: u64, amount: u64) -> u64 {
    cents * amount
}

fn main() {
    let unused = 1;
    println!("{}", total("12", 4));
    let names = vec!["apple"];
    println!("{}", names.lenght());
}
SOURCE
