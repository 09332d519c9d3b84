//! What all benches share: where the judged sets lie and how an answer is printed.

use std::path::PathBuf;

/// Folder of the judged sets: `MIZAN_SHARED/data`, by default `../shared/data` beside the repository.
pub fn data_folder() -> PathBuf {
    let shared = std::env::var_os("MIZAN_SHARED").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared")),
        PathBuf::from,
    );
    shared.join("data")
}

/// Prints one answer as one line of JSON, naming its set first.
#[expect(clippy::print_stdout, reason = "a bench answers on standard output")]
pub fn print_line(set: &str, mut answer: serde_json::Value) {
    if let Some(object) = answer.as_object_mut() {
        let mut named = serde_json::Map::new();
        named.insert("set".to_owned(), set.into());
        named.append(object);
        answer = named.into();
    }
    println!("{answer}");
}

/// Processor seconds that the threads of this process have used, from the kernel's own record; 0 where it keeps none.
pub fn processor_seconds() -> f64 {
    let nanoseconds = |task: std::fs::DirEntry| -> Option<f64> {
        let text = std::fs::read_to_string(task.path().join("schedstat")).ok()?;
        text.split_whitespace().next()?.parse().ok()
    };
    let tasks = std::fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    tasks.filter_map(nanoseconds).sum::<f64>() / 1e9
}
