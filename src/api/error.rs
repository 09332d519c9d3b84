//! Why the server cannot start.

/// Result of starting and running the server.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A failure of the server itself; failures of requests are problem documents.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nothing to serve, or it cannot be read.
    #[error(transparent)]
    Build(#[from] mizan_build::Error),
    /// Tables or vintages.
    #[error(transparent)]
    Warehouse(#[from] mizan_warehouse::Error),
    /// The index of the vintage.
    #[error(transparent)]
    Search(#[from] mizan_search::Error),
    /// A metric file.
    #[error(transparent)]
    Metrics(#[from] mizan_metrics::Error),
    /// The port is taken, or the address is not this machine's.
    #[error("cannot listen on {address}: {reason}")]
    Listen {
        /// Address and port.
        address: String,
        /// What the operating system said.
        reason: String,
    },
    /// A certificate or its key.
    #[error("`{}` cannot be used for HTTPS: {reason}", path.display())]
    Tls {
        /// The file.
        path: std::path::PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// Accounts.
    #[error(transparent)]
    Accounts(#[from] mizan_accounts::Error),
    /// The record of access.
    #[error(transparent)]
    Audit(#[from] mizan_audit::Error),
    /// A route that nobody has decided about.
    #[error("route `{path}` has no rule")]
    NoRule {
        /// Its pattern.
        path: String,
    },
    /// A setting that cannot be used.
    #[error("`{key}` cannot be used: {reason}")]
    Setting {
        /// Key of the configuration.
        key: &'static str,
        /// What is wrong with it.
        reason: String,
    },
    /// One of certificate and key without the other.
    #[error("`serve.tls_certificate_file` and `serve.tls_key_file` go together; one is missing")]
    HalfTls,
}

impl Error {
    /// What to do about it.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Build(error) => error.hint(),
            Self::Warehouse(error) => error.hint(),
            Self::Search(error) => error.hint(),
            Self::Metrics(error) => error.hint(),
            Self::Tls { .. } => Some(
                "a certificate chain and its unencrypted private key are expected, both in PEM"
                    .into(),
            ),
            Self::Accounts(error) => error.hint(),
            Self::Audit(error) => error.hint(),
            Self::NoRule { .. } => {
                Some("say in the table of `src/api/access.rs` who may use it".into())
            }
            Self::Setting { .. } => Some(
                "an empty `mail.server` keeps notices on the person's page, an empty \
                 `traces.endpoint` sends no traces"
                    .into(),
            ),
            Self::HalfTls => Some("set both, or neither to speak plain HTTP".into()),
            Self::Listen { .. } => Some(
                "another program may use the port; choose one with `--port`, 0 takes a free one"
                    .into(),
            ),
        }
    }
}
