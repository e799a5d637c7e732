# One past the end, in a named thread.
cargo init -q --name shop --vcs none .
cat > src/main.rs <<'SOURCE'
fn main() {
    println!("importing at {:p}, pid {}", &0, std::process::id());
    let rows = vec![1, 2, 3];
    let last = rows.len();
    let worker = std::thread::Builder::new()
        .name("importer".into())
        .spawn(move || rows[last])
        .unwrap();
    worker.join().unwrap();
}
SOURCE
