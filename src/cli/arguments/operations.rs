//! What can be typed about keeping an installation: backups.

use std::path::PathBuf;

use clap::Args;

#[derive(Debug, Args)]
pub(crate) struct BackupOptions {
    /// Folder to make, best on another disk; it appears when the backup is whole.
    pub(crate) to: PathBuf,
    /// Seconds to wait for an ingest or a build that is changing the home folder.
    #[arg(long, value_name = "SECONDS", default_value_t = 3600)]
    pub(crate) wait: u64,
}

#[derive(Debug, Args)]
pub(crate) struct RestoreOptions {
    /// Folder that `mizan backup` made.
    pub(crate) from: PathBuf,
    /// Only read every file and hold it against its hash; ends with 1 where one differs.
    #[arg(long)]
    pub(crate) verify: bool,
    /// Restore although the home folder holds something: it is moved aside and kept, and accounts in
    /// a PostgreSQL database are replaced.
    #[arg(long)]
    pub(crate) force: bool,
}
