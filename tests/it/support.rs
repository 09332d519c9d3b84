//! Runs the program in folders of its own, and one sample installation that many tests read.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::OnceLock;

/// Root of the repository.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Shared material, or `None` with a word where it is absent and not required.
pub fn shared() -> Option<PathBuf> {
    let folder =
        std::env::var_os("MIZAN_SHARED").map_or_else(|| root().join("../shared"), PathBuf::from);
    if folder.join("data").is_dir() {
        return Some(folder);
    }
    assert!(!is_required("shared"), "shared data are required and absent: {}", folder.display());
    println!("skipped: no shared data in {}", folder.display());
    None
}

/// Whether a part must be there for the tests to count.
pub fn is_required(part: &str) -> bool {
    std::env::var("MIZAN_REQUIRE").is_ok_and(|list| list.split(',').any(|one| one.trim() == part))
}

/// What a run said and how it ended.
pub struct Run {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Run {
    fn of(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// Demands success and returns the answer.
    pub fn done(self) -> String {
        assert_eq!(self.code, 0, "out: {}\nerr: {}", self.out, self.err);
        self.out
    }

    /// The answer as JSON.
    pub fn json(self) -> serde_json::Value {
        let out = self.done();
        serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}: {out}"))
    }
}

fn command(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mizan"));
    command.current_dir(home.parent().unwrap_or(home)).env_remove("MIZAN_KEY");
    command.env("MIZAN_HOME", home);
    command
}

/// Runs the program on a home folder.
pub fn mizan(home: &Path, arguments: &[&str]) -> Run {
    Run::of(command(home).args(arguments).output().unwrap())
}

/// Runs the program with something on its standard input.
pub fn mizan_with(home: &Path, arguments: &[&str], input: &str) -> Run {
    use std::io::Write;
    let mut child = command(home)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    Run::of(child.wait_with_output().unwrap())
}

/// Runs the program with further variables of the environment.
pub fn mizan_in(home: &Path, variables: &[(&str, &str)], arguments: &[&str]) -> Run {
    let mut command = command(home);
    command.envs(variables.iter().copied());
    Run::of(command.args(arguments).output().unwrap())
}

/// Copies a folder with everything in it.
pub fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy_folder(&path, &target);
        } else {
            std::fs::copy(&path, target).unwrap();
        }
    }
}

/// A home folder that is removed with the test.
pub struct Home {
    _folder: tempfile::TempDir,
    pub path: PathBuf,
}

impl Home {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("home");
        Self { _folder: folder, path }
    }

    pub fn run(&self, arguments: &[&str]) -> Run {
        mizan(&self.path, arguments)
    }

    /// A path beside the home folder.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.path.with_file_name(name)
    }
}

/// The sample installation, built once a run; tests must not change it.
pub fn sample() -> &'static Path {
    static SAMPLE: OnceLock<PathBuf> = OnceLock::new();
    SAMPLE.get_or_init(|| {
        let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join("sample/home");
        let _ = std::fs::remove_dir_all(&home);
        std::fs::create_dir_all(&home).unwrap();
        mizan(&home, &["demo", "--no-serve", "--people", "2000"]).done();
        home
    })
}

/// A server that is stopped with the test.
pub struct Server {
    child: Child,
    pub address: String,
    home: PathBuf,
    staff: OnceLock<String>,
}

/// Pages for people who work here; tests that only read them come as one of these people.
const FOR_STAFF: [&str; 3] = ["/deliveries", "/links", "/metrics"];

impl Server {
    /// Serves a home folder on a free port and waits until it accepts.
    pub fn start(home: &Path) -> Self {
        Self::start_with(home, &[])
    }

    /// Serves with more arguments.
    pub fn start_with(home: &Path, arguments: &[&str]) -> Self {
        let mut child = command(home)
            .args(["serve", "--stop-with-stdin"])
            .args(if arguments.contains(&"--port") { &[][..] } else { &["--port", "0"][..] })
            .args(arguments)
            .stdin(Stdio::piped())
            .stderr(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let mut said = Vec::new();
        let address = loop {
            let Some(line) = lines.next() else { panic!("the server ended: {}", said.join("\n")) };
            let line = line.unwrap();
            if let Some(rest) = line.split("://").nth(1) {
                break rest.split_whitespace().next().unwrap().to_owned();
            }
            said.push(line);
        };
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, address, home: home.to_owned(), staff: OnceLock::new() }
    }

    /// A token of an officer of this installation who keeps its accounts too.
    fn staff(&self) -> &str {
        self.staff.get_or_init(|| {
            // Another server of the same home may have made the account.
            mizan(
                &self.home,
                &["user", "add", "tests", "--role", "officer:TESTS", "--role", "administrator"],
            );
            let token = mizan(&self.home, &["user", "token", "tests", "--json"]).json();
            token["token"].as_str().unwrap().to_owned()
        })
    }

    /// Status and body of an address.
    pub fn get(&self, path: &str) -> (u16, String) {
        self.get_in("en", path)
    }

    /// Status and body of an address, asked in a language.
    pub fn get_in(&self, language: &str, path: &str) -> (u16, String) {
        let agent: ureq::Agent =
            ureq::Agent::config_builder().http_status_as_error(false).build().into();
        let mut request =
            agent.get(format!("http://{}{path}", self.address)).header("Accept-Language", language);
        let bare = path.strip_prefix("/en").unwrap_or(path);
        if FOR_STAFF.iter().any(|page| bare.starts_with(page)) {
            request = request.header("Authorization", format!("Bearer {}", self.staff()));
        }
        let mut response = request.call().unwrap();
        (response.status().as_u16(), response.body_mut().read_to_string().unwrap())
    }

    /// Status, headers and bytes of an address, asked with headers.
    pub fn ask(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let agent: ureq::Agent =
            ureq::Agent::config_builder().http_status_as_error(false).build().into();
        let mut request = agent.get(format!("http://{}{path}", self.address));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut response = request.call().unwrap();
        let headers = response
            .headers()
            .iter()
            .map(|(name, value)| (name.to_string(), value.to_str().unwrap_or("").to_owned()))
            .collect();
        let status = response.status().as_u16();
        Answer { status, headers, bytes: response.body_mut().read_to_vec().unwrap() }
    }

    /// Tells the server to stop as an operator would.
    pub fn terminate(&self) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    }

    /// Waits for the end of a server that was told to stop.
    pub fn wait(mut self) -> i32 {
        self.child.wait().unwrap().code().unwrap_or(-1)
    }

    /// The answer of an address as JSON; anything but 200 fails the test.
    pub fn json(&self, path: &str) -> serde_json::Value {
        let (status, body) = self.get(path);
        assert_eq!(status, 200, "{path}: {body}");
        serde_json::from_str(&body).unwrap_or_else(|error| panic!("{path}: {error}: {body}"))
    }
}

/// What came back.
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub bytes: Vec<u8>,
}

impl Answer {
    /// The values of a header, joined.
    pub fn header(&self, name: &str) -> String {
        let values = self.headers.iter().filter(|(one, _)| one == name);
        values.map(|(_, value)| value.as_str()).collect::<Vec<_>>().join(", ")
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// One server over the sample installation for all tests that only read; it ends with the tests'
/// process, whose end closes its standard input.
pub fn sample_server() -> &'static Server {
    static SERVER: OnceLock<Server> = OnceLock::new();
    SERVER.get_or_init(|| Server::start(sample()))
}
