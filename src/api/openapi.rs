//! The OpenAPI document, made from the handlers themselves.

use utoipa::OpenApi;

use crate::resources::{metrics, openings, reference};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "mizan",
        description = "Labour-market figures and matches of people to openings. Answers come from one published vintage; errors are problem documents (RFC 9457) in the language of `Accept-Language`.",
        version = "1",
        license(name = "MIT OR Apache-2.0")
    ),
    paths(
        openings::search,
        openings::one,
        openings::match_openings,
        metrics::list,
        metrics::figures,
        reference::governorates,
        reference::occupations,
        reference::skills,
        reference::sources,
        reference::vintage
    )
)]
struct Document;

/// The document as JSON.
pub(crate) fn document() -> String {
    Document::openapi().to_pretty_json().unwrap_or_default()
}
