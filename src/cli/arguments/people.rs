//! What can be typed about people and the record of access.

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Debug, Args)]
pub(crate) struct UserOptions {
    #[command(subcommand)]
    pub(crate) action: UserAction,
}

#[derive(Debug, Subcommand)]
pub(crate) enum UserAction {
    /// Make an account; a new password is made and shown once.
    Add {
        /// Name to sign in with.
        name: String,
        /// Role, such as `seeker`, `trainer:TP-12` or `officer:OF-3`; may be repeated.
        #[arg(long = "role", value_name = "ROLE")]
        roles: Vec<String>,
        /// Name as pages show it.
        #[arg(long)]
        shown: Option<String>,
        /// E-mail address for notices.
        #[arg(long)]
        email: Option<String>,
        /// Read the password from standard input instead of making one.
        #[arg(long)]
        password_stdin: bool,
    },
    /// Give and take roles; the change holds at once.
    Role {
        /// Account.
        name: String,
        /// Role to give; may be repeated.
        #[arg(long, value_name = "ROLE")]
        give: Vec<String>,
        /// Role to take; may be repeated.
        #[arg(long, value_name = "ROLE")]
        take: Vec<String>,
    },
    /// Make a token for programs, or take one back; its text is shown once.
    Token {
        /// Account whose rights it has.
        name: String,
        /// What it is for.
        #[arg(long, default_value = "made on the command line")]
        label: String,
        /// Days until it ends; 0 never.
        #[arg(long, default_value_t = 0)]
        days: u32,
        /// Take this token back instead.
        #[arg(long, value_name = "ID")]
        revoke: Option<String>,
        /// List the account's tokens instead.
        #[arg(long, conflicts_with = "revoke")]
        list: bool,
    },
    /// Set a new password, made and shown once.
    Password {
        /// Account.
        name: String,
        /// Read the password from standard input instead of making one.
        #[arg(long)]
        password_stdin: bool,
    },
    /// Tie an account to the records of its person; the national number is read from standard input
    /// and only its pseudonym is kept.
    Tie {
        /// Account.
        name: String,
        /// Accept invented national numbers (century digit 9) as well.
        #[arg(long)]
        synthetic: bool,
    },
    /// Keep an account from being used; its sessions and tokens end.
    Disable {
        /// Account.
        name: String,
    },
    /// Allow a disabled account again.
    Enable {
        /// Account.
        name: String,
    },
    /// Erase a person's data at the person's request; the record of access stays whole.
    Erase {
        /// Account.
        name: String,
        /// Say that it is meant.
        #[arg(long)]
        yes: bool,
    },
    /// List all accounts.
    List,
    /// Show which role may use which route: the table the server checks.
    Rights,
}

#[derive(Debug, Args)]
pub(crate) struct AuditOptions {
    #[command(subcommand)]
    pub(crate) action: AuditAction,
}

#[derive(Debug, Subcommand)]
pub(crate) enum AuditAction {
    /// Follow the whole chain and hold it against the signed checkpoints; ends with 1 where
    /// anything is not as it was written.
    Verify {
        /// Folder with checkpoints; by default that of the settings.
        #[arg(long, value_name = "DIR")]
        checkpoints: Option<PathBuf>,
        /// File with the public key, one a line, as `mizan audit key` prints it; by default the
        /// key of this installation, which whoever holds the machine could have replaced.
        #[arg(long, value_name = "FILE")]
        public_key: Option<PathBuf>,
    },
    /// Sign a checkpoint now.
    Checkpoint,
    /// Print the public key that verifies checkpoints.
    Key,
    /// Show the newest entries.
    Show {
        /// How many.
        #[arg(long, default_value_t = 50)]
        limit: usize,
        /// Only entries about or by one account.
        #[arg(long, value_name = "NAME")]
        user: Option<String>,
    },
}
