//! People: accounts, roles, sign-in, tokens, consent and their own data, in SQLite or PostgreSQL.
//!
//! The only crate that knows the database. One dialect serves both: text and 64-bit integers, no nulls,
//! numbered parameters. Secrets are stored hashed; times come from the caller, so that tests need no clock.

mod account;
mod alerts;
mod dump;
mod error;
mod openid;
mod own;
mod password;
mod repeat;
mod role;
mod searches;
mod secret;
mod session;
mod sign_in;
mod store;
mod token;

pub use account::{Account, AccountState, NewAccount};
pub use alerts::{Mail, MailOutcome, Rule, Threshold};
pub use dump::Dumped;
pub use error::{Error, Result};
pub use openid::{OpenIdClient, OpenIdIdentity, OpenIdSettings};
pub use own::{Consent, Correction, OpenCorrection, OwnData, PURPOSES, Purpose};
pub use password::{PASSWORD_LETTERS_MIN, new_password};
pub use repeat::{Repeat, StoredAnswer};
pub use role::{Grant, Role};
pub use searches::{Channel, NewSearch, Notice, SavedSearch};
pub use secret::{Secret, csrf_token, csrf_token_fits};
pub use session::{SESSION_IDLE_SECONDS, SESSION_SECONDS, Session};
pub use sign_in::{Attempt, SignIn};
pub use store::Store;
pub use token::{NewToken, Token};

/// Seconds since 1970-01-01 UTC.
pub type Seconds = i64;

/// The time now.
pub fn now() -> Seconds {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.map_or(0, |since| since.as_secs() as Seconds)
}

#[cfg(test)]
mod tests;
