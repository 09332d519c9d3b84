//! What can go wrong with people's accounts, with advice where there is some.

/// Result of the accounts.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A failure.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database cannot be reached or refuses.
    #[error("the accounts cannot be read or written: {0}")]
    Database(String),
    /// The database was written by a newer program.
    #[error("the accounts in `{url}` were written by a newer version of this program ({reason})")]
    Newer {
        /// Database, without its password.
        url: String,
        /// What does not fit.
        reason: String,
    },
    /// Neither SQLite nor PostgreSQL.
    #[error("`{url}` is no database this program knows")]
    Url {
        /// What was configured, without its password.
        url: String,
    },
    /// There is no such account.
    #[error("there is no account `{name}`")]
    UnknownAccount {
        /// Name or id.
        name: String,
    },
    /// The name is taken.
    #[error("there is an account `{name}` already")]
    Taken {
        /// Name.
        name: String,
    },
    /// A value has the wrong form.
    #[error("{what} `{value}`: {reason}")]
    Invalid {
        /// What it is, such as `user name`.
        what: &'static str,
        /// The value; never a secret.
        value: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The password is too easy to guess.
    #[error("the password is too weak: {0}")]
    WeakPassword(&'static str),
    /// A secret could not be made or hashed.
    #[error("no secret could be made: {0}")]
    Secret(String),
    /// The identity provider cannot be reached, or what it says does not hold.
    #[error("sign-in with the identity provider failed: {0}")]
    OpenId(String),
}

impl Error {
    /// What to do about it.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::Database(_) => {
                "look at the file's permissions, or whether the database server runs"
            }
            Self::Newer { .. } => "start the newer version, or put back the backup made before it",
            Self::Url { .. } => "write `sqlite:///path/to/file` or `postgres://user@host/database`",
            Self::UnknownAccount { .. } => "`mizan user list` shows all accounts",
            Self::Taken { .. } => "choose another name, or change the account that has it",
            Self::WeakPassword(_) => "a sentence of four or more words is strong and easy to keep",
            Self::OpenId(_) => "look at the `[accounts.openid]` settings and the provider's log",
            Self::Invalid { .. } | Self::Secret(_) => return None,
        };
        Some(hint.into())
    }

    /// Whether the caller can do something about it.
    pub fn is_mistake(&self) -> bool {
        matches!(
            self,
            Self::UnknownAccount { .. }
                | Self::Taken { .. }
                | Self::Invalid { .. }
                | Self::WeakPassword(_)
        )
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error.to_string())
    }
}
