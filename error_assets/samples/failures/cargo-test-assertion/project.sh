# A rounding error and an unwrap of None, independent of each other.
cargo init -q --lib --name shop --vcs none .
cat > src/lib.rs <<'SOURCE'
pub fn with_tax(cents: u64) -> u64 {
    cents * 119 / 100
}

pub fn first(names: &[&str]) -> String {
    names.first().unwrap().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[should_panic(expected = "`None` value")]
    fn panics_on_purpose() {
        first(&[]);
    }

    #[test]
    fn adds_tax() {
        eprintln!("ERROR basket {:?} is stale (harmless)", std::time::SystemTime::now());
        assert_eq!(with_tax(1000), 1191, "tax is rounded up");
    }

    #[test]
    fn names_the_first() {
        assert_eq!(first(&[]), "");
    }
}
SOURCE
