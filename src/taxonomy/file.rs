//! The compact file: the text block and the flat tables one after the other, with a checksum.

use std::io::Write as _;
use std::path::Path;

use crate::lists::{Lists, Number};
use crate::model::{Concept, Names, Text};
use crate::{Error, Result, Taxonomy};

const MAGIC: &[u8; 8] = b"mizantx1";
const WORDS_PER_CONCEPT: usize = 18;

impl Taxonomy {
    /// Writes the compact file, whole or not at all: a neighbour file is written and then renamed.
    ///
    /// Layout, little endian: the magic word, a checksum of the rest, then sections, each with its length in words of
    /// four bytes (the text in bytes) before it. The same taxonomy always gives the same bytes.
    pub fn save(&self, path: &Path) -> Result<()> {
        let mut body = Vec::with_capacity(self.text.len() + 16 * self.labels.len());
        put_bytes(&mut body, self.text.as_bytes());
        put_words(&mut body, self.labels.iter().flat_map(|label| [label.start, label.length]));
        for table in [&self.occupations, &self.skills, &self.groups, &self.isco] {
            put_words(&mut body, table.iter().flat_map(words_of));
        }
        put_lists(&mut body, &self.essential);
        put_lists(&mut body, &self.optional);
        put_lists(&mut body, &self.broader);
        put_lists(&mut body, &self.broader_occupations);
        put_lists(&mut body, &self.related);
        let temporary = path.with_extension(format!("{}.part", std::process::id()));
        let write = || -> std::io::Result<()> {
            let mut file = std::fs::File::create(&temporary)?;
            file.write_all(MAGIC)?;
            file.write_all(&checksum(&body).to_le_bytes())?;
            file.write_all(&body)?;
            file.sync_all()?;
            std::fs::rename(&temporary, path)
        };
        write().map_err(|error| {
            let _ = std::fs::remove_file(&temporary);
            Error::write(path, error)
        })
    }

    /// Reads the compact file; damage of any kind is an error, never a wrong taxonomy.
    pub fn load(path: &Path) -> Result<Self> {
        let bytes = std::fs::read(path).map_err(|error| Error::read(path, error))?;
        let damaged = |reason| Error::Damaged { path: path.to_owned(), reason };
        let body = bytes.strip_prefix(MAGIC).ok_or_else(|| damaged("the magic word differs"))?;
        let (sum, body) = body.split_first_chunk().ok_or_else(|| damaged("it is cut short"))?;
        if u64::from_le_bytes(*sum) != checksum(body) {
            return Err(damaged("the checksum differs"));
        }
        parse(body).ok_or_else(|| damaged("a table does not fit the others"))
    }
}

fn parse(body: &[u8]) -> Option<Taxonomy> {
    let mut rest = body;
    let text = String::from_utf8(take_bytes(&mut rest)?.to_vec()).ok()?;
    let labels: Vec<Text> = take_words(&mut rest)?
        .chunks_exact(2)
        .map(|pair| Text { start: pair[0], length: pair[1] })
        .collect();
    let mut tables = [const { Vec::new() }; 4];
    for table in &mut tables {
        *table = take_words(&mut rest)?.chunks_exact(WORDS_PER_CONCEPT).map(concept_of).collect();
    }
    let [occupations, skills, groups, isco] = tables;
    let taxonomy = Taxonomy {
        text,
        labels,
        occupations,
        skills,
        groups,
        isco,
        essential: take_lists(&mut rest)?,
        optional: take_lists(&mut rest)?,
        broader: take_lists(&mut rest)?,
        broader_occupations: take_lists(&mut rest)?,
        related: take_lists(&mut rest)?,
        derived: crate::derived::Derived::default(),
    };
    (rest.is_empty() && is_consistent(&taxonomy)).then(|| taxonomy.derive())
}

// Texts need no check: a piece outside the block reads as empty.
fn is_consistent(taxonomy: &Taxonomy) -> bool {
    let occupations = taxonomy.occupations.len();
    let skills = taxonomy.skills.len();
    let nodes = skills + taxonomy.groups.len();
    let labels = taxonomy.labels.len() as u32;
    let forms_fit = [&taxonomy.occupations, &taxonomy.skills, &taxonomy.groups, &taxonomy.isco]
        .into_iter()
        .flatten()
        .flat_map(|concept| concept.names)
        .all(|names| names.forms.0 <= names.forms.1 && names.forms.1 <= labels);
    forms_fit
        && taxonomy.essential.is_valid(occupations, skills)
        && taxonomy.optional.is_valid(occupations, skills)
        && taxonomy.broader.is_valid(nodes, nodes)
        && taxonomy.broader_occupations.is_valid(occupations, occupations)
        && taxonomy.related.is_valid(skills, skills)
}

fn words_of(concept: &Concept) -> [u32; WORDS_PER_CONCEPT] {
    let mut words = [0; WORDS_PER_CONCEPT];
    let mut at = 0;
    let mut put = |text: Text| {
        words[at] = text.start;
        words[at + 1] = text.length;
        at += 2;
    };
    put(concept.uri);
    put(concept.code);
    put(concept.class);
    for names in concept.names {
        put(names.preferred);
        put(names.description);
        put(Text { start: names.forms.0, length: names.forms.1 });
    }
    words
}

fn concept_of(words: &[u32]) -> Concept {
    let text = |at: usize| Text { start: words[2 * at], length: words[2 * at + 1] };
    let names = |at: usize| Names {
        preferred: text(at),
        description: text(at + 1),
        forms: (words[2 * at + 4], words[2 * at + 5]),
    };
    Concept { uri: text(0), code: text(1), class: text(2), names: [names(3), names(6)] }
}

fn put_bytes(body: &mut Vec<u8>, bytes: &[u8]) {
    body.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
    body.extend_from_slice(bytes);
}

fn put_words(body: &mut Vec<u8>, words: impl Iterator<Item = u32>) {
    let at = body.len();
    body.extend_from_slice(&[0; 8]);
    body.extend(words.flat_map(u32::to_le_bytes));
    let length = (body.len() - at - 8) as u64;
    body[at..at + 8].copy_from_slice(&length.to_le_bytes());
}

fn put_lists<T: Number>(body: &mut Vec<u8>, lists: &Lists<T>) {
    put_words(body, lists.starts.iter().copied());
    put_words(body, lists.items.iter().map(|item| item.to_u32()));
}

fn take_bytes<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let (length, tail) = rest.split_first_chunk()?;
    let length = usize::try_from(u64::from_le_bytes(*length)).ok()?;
    let (bytes, tail) = tail.split_at_checked(length)?;
    *rest = tail;
    Some(bytes)
}

fn take_words(rest: &mut &[u8]) -> Option<Vec<u32>> {
    let bytes = take_bytes(rest)?;
    let (words, remainder) = bytes.as_chunks::<4>();
    remainder.is_empty().then(|| words.iter().map(|word| u32::from_le_bytes(*word)).collect())
}

fn take_lists<T: Number>(rest: &mut &[u8]) -> Option<Lists<T>> {
    let starts = take_words(rest)?;
    let items = take_words(rest)?.into_iter().map(T::from_u32).collect();
    Some(Lists { starts, items })
}

// FNV-1a over words of eight bytes: detects damage, not malice.
fn checksum(bytes: &[u8]) -> u64 {
    const PRIME: u64 = 0x0000_0100_0000_01b3;
    let (words, remainder) = bytes.as_chunks::<8>();
    let start = 0xcbf2_9ce4_8422_2325 ^ bytes.len() as u64;
    let sum = words.iter().fold(start, |sum, word| {
        (sum ^ u64::from_le_bytes(*word)).wrapping_mul(PRIME).rotate_left(23)
    });
    remainder.iter().fold(sum, |sum, &byte| (sum ^ u64::from(byte)).wrapping_mul(PRIME))
}
