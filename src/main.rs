//! The `mizan` program: hands the arguments to the command line and returns its exit code.

fn main() -> std::process::ExitCode {
    mizan_cli::run(std::env::args_os())
}
