//! The program in a process of its own, without a limit per caller.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

/// A server that ends with the bench.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: String,
    _config: tempfile::TempDir,
}

impl Server {
    /// Serves an installation on a free port.
    pub(crate) fn start(home: &str) -> Result<Self, String> {
        let text = |error: std::io::Error| error.to_string();
        let folder = tempfile::tempdir().map_err(text)?;
        let config = folder.path().join("mizan.toml");
        let settings = "[serve]\nrequests_per_second_per_caller = 0\n";
        std::fs::write(&config, settings).map_err(text)?;
        let program = program();
        let mut child = Command::new(&program)
            .args(["serve", "--port", "0", "--stop-with-stdin", "--home", home, "--config"])
            .arg(&config)
            .stdin(Stdio::piped())
            .stderr(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .map_err(|error| format!("`{}` does not start: {error}", program.display()))?;
        let Some(stderr) = child.stderr.take() else { return Err("no standard error".into()) };
        let mut lines = BufReader::new(stderr).lines().map_while(Result::ok);
        let mut said = Vec::new();
        let address = loop {
            let Some(line) = lines.next() else { return Err(said.join("\n")) };
            if let Some(rest) = line.split("http://").nth(1) {
                break rest.split_whitespace().next().unwrap_or_default().to_owned();
            }
            said.push(line);
        };
        std::thread::spawn(move || lines.for_each(drop));
        Ok(Self { child, address, _config: folder })
    }

    /// Memory the server holds now, megabytes; `None` where the system does not tell.
    pub(crate) fn resident_mb(&self) -> Option<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
        let kilobytes: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
        Some(kilobytes / 1024.0)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The program to measure: `MIZAN_BIN`, or the one two folders above the bench.
fn program() -> PathBuf {
    let beside = || {
        let bench = std::env::current_exe().unwrap_or_default();
        bench.ancestors().nth(2).map(|folder| folder.join("mizan")).unwrap_or_default()
    };
    std::env::var_os("MIZAN_BIN").map_or_else(beside, PathBuf::from)
}
