//! What can go wrong between a page and its paper.

/// Why a picture or paper was not written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The SVG cannot be read.
    #[error("the drawing cannot be read: {0}")]
    Drawing(String),
    /// A font of the program cannot be cut down to the letters used.
    #[error("font `{0}` cannot be cut down to the letters used: {1}")]
    Font(String, String),
    /// The picture would be larger than anybody can use.
    #[error("a picture of {width} × {height} pixels is larger than the limit of {limit} pixels")]
    TooLarge {
        /// Pixels across.
        width: u32,
        /// Pixels down.
        height: u32,
        /// Most pixels of a picture.
        limit: u64,
    },
    /// Compressing failed.
    #[error("the file cannot be written: {0}")]
    Write(#[from] std::io::Error),
}

impl Error {
    /// What the caller can do about it.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::TooLarge { .. } => {
                Some("ask for one chart with `chart=…`, or for the page as `.pdf`".to_owned())
            }
            _ => None,
        }
    }
}

/// A result of this crate.
pub type Result<T> = std::result::Result<T, Error>;
