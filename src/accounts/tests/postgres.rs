//! A PostgreSQL server of the tests' own: started once, on a socket in a temporary folder, gone with them.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use sqlx::Connection;

/// URL of a new, empty database; `None` with a word where there is no PostgreSQL and none is required.
pub(super) async fn new_database() -> Option<String> {
    static SERVER: OnceLock<Option<PathBuf>> = OnceLock::new();
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let socket = SERVER.get_or_init(start).as_ref()?;
    let name = format!("t{}", NEXT.fetch_add(1, Ordering::Relaxed));
    let url = |database: &str| {
        format!("postgres://postgres@localhost/{database}?host={}", socket.display())
    };
    sqlx::any::install_default_drivers();
    let deadline = Instant::now() + Duration::from_secs(30);
    let mut connection = loop {
        // The socket is there a moment before the server answers.
        match sqlx::AnyConnection::connect(&url("postgres")).await {
            Ok(connection) => break connection,
            Err(error) => assert!(Instant::now() < deadline, "{error}"),
        }
    };
    let statement = sqlx::AssertSqlSafe(format!("create database {name}"));
    sqlx::raw_sql(statement).execute(&mut connection).await.unwrap();
    Some(url(&name))
}

fn program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    if let Ok(versions) = std::fs::read_dir("/usr/lib/postgresql") {
        folders.extend(versions.flatten().map(|one| one.path().join("bin")));
    }
    folders.into_iter().map(|folder| folder.join(name)).find(|path| path.is_file())
}

/// Root may not run the server: a user of the machine does it then.
fn as_user(program: &Path) -> Command {
    let is_root = Command::new("id").arg("-u").output().is_ok_and(|out| out.stdout == b"0\n");
    if !is_root {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid", "nobody", "--regid", "nogroup", "--clear-groups", "--"]).arg(program);
    command
}

/// Starts the server; its folder with the socket.
fn start() -> Option<PathBuf> {
    let is_required = std::env::var("MIZAN_REQUIRE")
        .is_ok_and(|list| list.split(',').any(|one| one.trim() == "postgres"));
    let (Some(initdb), Some(postgres)) = (program("initdb"), program("postgres")) else {
        assert!(!is_required, "postgres is required and absent");
        println!("skipped: no PostgreSQL on this machine");
        return None;
    };
    // The socket's path must stay short, and the folder must outlive this function.
    let folder = tempfile::Builder::new().prefix("mizan-pg").tempdir_in("/tmp").unwrap().keep();
    std::fs::set_permissions(&folder, PermissionsExt::from_mode(0o777)).unwrap();
    let data = folder.join("data");
    let made = as_user(&initdb)
        .args(["--username=postgres", "--auth=trust", "--no-sync", "--encoding=UTF8", "-D"])
        .arg(&data)
        .env("LC_ALL", "C.UTF-8")
        .current_dir(&folder)
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    // The shell stops the server and removes its folder when our end of the pipe closes, however we end.
    let script = "\"$@\" & server=$!; cat > /dev/null; kill -INT $server; wait $server; cd /; rm -rf \"$FOLDER\"";
    let inner = as_user(&postgres);
    let mut child = Command::new("sh")
        .args(["-c", script, "sh"])
        .arg(inner.get_program())
        .args(inner.get_args())
        .arg("-D")
        .arg(&data)
        .arg("-k")
        .arg(&folder)
        .args(["-c", "listen_addresses=", "-c", "fsync=off", "-c", "max_connections=200"])
        .env("FOLDER", &folder)
        .current_dir(&folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let socket = folder.join(".s.PGSQL.5432");
    let deadline = Instant::now() + Duration::from_secs(30);
    while std::os::unix::net::UnixStream::connect(&socket).is_err() {
        assert!(Instant::now() < deadline, "the server does not answer");
        assert!(child.try_wait().unwrap().is_none(), "the server ended at once");
        std::thread::yield_now();
    }
    // Never dropped: the pipe closes when this process ends.
    std::mem::forget(child);
    Some(folder)
}
