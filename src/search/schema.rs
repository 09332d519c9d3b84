//! The fields of the index and the terms with a governorate baked in.

use tantivy::schema::{
    BytesOptions, Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions,
};

use crate::analyse::{STEMS, TRIGRAMS, WORDS};

/// Layout of the index; raised when fields, terms or the analyser change.
pub(crate) const FORMAT: u32 = 2;

/// The fields of the index.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fields {
    /// Folded words of the title and of the employer's name.
    pub(crate) words: Field,
    /// Stems of the title.
    pub(crate) stems: Field,
    /// Stems of the occupation's labels in both languages.
    pub(crate) labels: Field,
    /// Character trigrams of the title's stems.
    pub(crate) trigrams: Field,
    /// Occupation code and its leading digits.
    pub(crate) occupations: Field,
    /// The document itself.
    pub(crate) document: Field,
}

/// The schema and its fields.
///
/// Field norms stay on: without them tantivy records wrong block maxima for fields with frequencies.
pub(crate) fn schema() -> (Schema, Fields) {
    let text = |tokenizer: &str, record: IndexRecordOption| {
        let indexing =
            TextFieldIndexing::default().set_tokenizer(tokenizer).set_index_option(record);
        TextOptions::default().set_indexing_options(indexing)
    };
    let mut builder = Schema::builder();
    let fields = Fields {
        words: builder.add_text_field("words", text(WORDS, IndexRecordOption::Basic)),
        stems: builder.add_text_field("stems", text(STEMS, IndexRecordOption::Basic)),
        labels: builder.add_text_field("labels", text(STEMS, IndexRecordOption::Basic)),
        trigrams: builder.add_text_field("trigrams", text(TRIGRAMS, IndexRecordOption::Basic)),
        occupations: builder.add_text_field("occupations", text("raw", IndexRecordOption::Basic)),
        document: builder.add_bytes_field("document", BytesOptions::default().set_stored()),
    };
    (builder.build(), fields)
}
