//! Which form a caller wants: by the ending of the address, or else by `Accept`; JSON by default.

use axum::Json;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use mizan_export::{Columns, FileFormat, Notes};
use serde::Serialize;

use crate::pages::PageRequest;
use crate::problem::Problem;
use crate::words::bilingual;

/// Endings that lists and figures answer to.
pub(crate) const ENDINGS: [&str; 5] = ["json", "csv", "xlsx", "arrow", "parquet"];

/// The form of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// A JSON document.
    Json,
    /// A table as a file.
    File(FileFormat),
}

impl Form {
    /// The form a request asks for.
    pub(crate) fn asked(uri: &Uri, headers: &HeaderMap) -> Result<Self, Problem> {
        let last = uri.path().rsplit('/').next().unwrap_or_default();
        match last.rsplit_once('.') {
            Some((_, "json")) => Ok(Self::Json),
            Some((_, ending)) if ENDINGS.contains(&ending) => {
                Ok(FileFormat::from_ending(ending).map_or(Self::Json, Self::File))
            }
            _ => {
                let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
                accepted(accept.unwrap_or("*/*"))
            }
        }
    }
}

/// The most wanted of the media types we write; the first of equals (RFC 9110, 12.5.1).
fn accepted(accept: &str) -> Result<Form, Problem> {
    let mut best: Option<(f32, Form)> = None;
    for part in accept.split(',') {
        let mut pieces = part.split(';').map(str::trim);
        let kind = pieces.next().unwrap_or_default().to_lowercase();
        let quality = pieces
            .find_map(|piece| piece.strip_prefix("q="))
            .map_or(1.0, |text| text.parse().unwrap_or(0.0));
        let form = match &*kind {
            "application/json" | "application/*" | "*/*" => Form::Json,
            "text/*" => Form::File(FileFormat::Csv),
            other => match FileFormat::from_media_type(other) {
                Some(format) => Form::File(format),
                None => continue,
            },
        };
        if quality > 0.0 && best.is_none_or(|(most, _)| quality > most) {
            best = Some((quality, form));
        }
    }
    best.map(|(_, form)| form).ok_or_else(|| {
        let shown: String = accept.chars().take(80).collect();
        let message = bilingual("problem-not-acceptable", &[("accept", &shown)]);
        let known: Vec<&str> = std::iter::once("application/json")
            .chain(FileFormat::ALL.iter().filter_map(|one| one.media_type().split(';').next()))
            .collect();
        Problem::new(StatusCode::NOT_ACCEPTABLE, "not_acceptable", message)
            .with_hint(bilingual("hint-known-are", &[("names", &known.join(", "))]))
    })
}

/// Answers in the form asked for: the document, or the table it holds.
pub(crate) fn shaped<T: Serialize>(
    request: &PageRequest,
    form: Form,
    name: &str,
    document: &T,
    columns: impl FnOnce() -> Columns,
) -> Result<Response, Problem> {
    match form {
        Form::Json => Ok(Json(document).into_response()),
        Form::File(format) => {
            let vintage = &request.loaded.vintage;
            let entries = vec![
                ("vintage".to_owned(), vintage.id.clone()),
                ("as_of_month".to_owned(), vintage.as_of_month.clone()),
                ("is_sample".to_owned(), request.app.is_sample().to_string()),
            ];
            let batch = columns().batch().map_err(|error| Problem::internal(&error))?;
            file(request, name, &batch, entries, format)
        }
    }
}

/// A table as a file that browsers save under its name.
pub(crate) fn file(
    request: &PageRequest,
    name: &str,
    batch: &mizan_warehouse::RecordBatch,
    entries: Vec<(String, String)>,
    format: FileFormat,
) -> Result<Response, Problem> {
    let notes = Notes {
        title: name.to_owned(),
        entries,
        is_right_to_left: request.language() == mizan_domain::Language::Arabic,
    };
    let bytes =
        mizan_export::write(batch, &notes, format).map_err(|error| Problem::internal(&error))?;
    let vintage = &request.loaded.vintage.id;
    let disposition = format!("attachment; filename=\"{name}-{vintage}.{}\"", format.ending());
    let headers = [
        (header::CONTENT_TYPE, format.media_type().to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    Ok((headers, bytes).into_response())
}

#[cfg(test)]
mod tests {
    //! What callers ask for in their own words.

    use mizan_export::FileFormat;

    use super::{Form, accepted};

    #[test]
    fn the_most_wanted_form_we_know_is_taken() {
        let cases = [
            ("*/*", Form::Json),
            ("text/csv", Form::File(FileFormat::Csv)),
            ("text/html,application/xhtml+xml,*/*;q=0.8", Form::Json),
            ("application/json;q=0.5, text/csv;q=0.9", Form::File(FileFormat::Csv)),
            (
                "application/json;q=0, application/vnd.apache.parquet",
                Form::File(FileFormat::Parquet),
            ),
            ("TEXT/CSV; charset=utf-8", Form::File(FileFormat::Csv)),
            ("image/png, application/json", Form::Json),
        ];
        for (accept, form) in cases {
            assert_eq!(accepted(accept).ok(), Some(form), "{accept}");
        }
        for accept in ["image/png", "text/html", "application/json;q=0", ""] {
            assert_eq!(accepted(accept).unwrap_err().code, "not_acceptable", "{accept}");
        }
    }
}
