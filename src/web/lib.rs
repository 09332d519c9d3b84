//! Pages in Arabic and English: templates, messages and the style sheet; every number comes from outside.
//!
//! [`render`] turns a [`View`] and a [`Context`] into one HTML document that works without scripts.
//! All texts stand in `messages/ar.ftl` and `messages/en.ftl`; templates hold only structure.
//! Every filter is a GET form, so an address is a view; language is part of the path, other settings travel in the query.

mod assets;
mod components;
mod context;
mod evidence;
mod messages;
mod pages;
mod pictures;
mod shell;
mod styleguide;
mod views;

pub use assets::{STYLESHEET, stylesheet_path};
pub use context::{Context, Reader, Theme, split_language};
pub use messages::message;
pub use pages::render;
pub use views::*;

#[cfg(test)]
mod samples;
#[cfg(test)]
mod tests;
