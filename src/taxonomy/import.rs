//! Reads folders in the official ESCO CSV layout, of any version, checked row by row.

mod report;
mod table;

use std::path::{Path, PathBuf};

use mizan_domain::Language;

use crate::builder::{Builder, Kind, Row};
use crate::{Error, Result, Taxonomy};
use table::Table;

pub use report::{FileReport, ImportReport, Refusal};

/// What a file of the layout holds, by the start of its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Content {
    Concepts(Kind),
    OccupationSkills,
    BroaderOccupations,
    BroaderSkills,
    RelatedSkills,
}

// In the order of reading: what relations point to comes first.
const CONTENTS: [(&str, Content); 8] = [
    ("ISCOGroups", Content::Concepts(Kind::Isco)),
    ("occupations", Content::Concepts(Kind::Occupation)),
    ("skills", Content::Concepts(Kind::Skill)),
    ("skillGroups", Content::Concepts(Kind::Group)),
    ("occupationSkillRelations", Content::OccupationSkills),
    ("broaderRelationsOccPillar", Content::BroaderOccupations),
    ("broaderRelationsSkillPillar", Content::BroaderSkills),
    ("skillSkillRelations", Content::RelatedSkills),
];

impl Taxonomy {
    /// Reads one or several folders into one taxonomy and reports on every file.
    ///
    /// Concepts meet by URI (ISCO groups by code). Where folders contradict each other the first one wins: give the
    /// authoritative folder first. Labels of all folders are kept. A broken row is refused and reported, never fatal.
    pub fn import(folders: &[PathBuf]) -> Result<(Self, ImportReport)> {
        let mut files = Vec::new();
        let mut report = ImportReport::default();
        for folder in folders {
            let found = layout_files(folder, &mut report)?;
            if found.is_empty() {
                return Err(Error::EmptyFolder { path: folder.clone() });
            }
            files.extend(found);
        }
        let mut builder = Builder::default();
        // All folders' concepts are known before any relation is read.
        for (_, content) in CONTENTS {
            for (path, _, language) in files.iter().filter(|file| file.1 == content) {
                report.files.push(read(path, content, *language, &mut builder)?);
            }
        }
        if builder.count(Kind::Occupation) == 0 {
            return Err(Error::NoOccupations);
        }
        Ok((builder.finish(), report))
    }
}

/// The files of a folder that belong to the layout, by name.
fn layout_files(
    folder: &Path,
    report: &mut ImportReport,
) -> Result<Vec<(PathBuf, Content, Language)>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(|error| Error::read(folder, error))? {
        let entry = entry.map_err(|error| Error::read(folder, error))?;
        names.push(entry.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    let mut files = Vec::new();
    for name in names.iter().filter(|name| is_csv(name)) {
        let stem = &name[..name.len() - 4];
        let (content_name, suffix) = stem.split_once('_').unwrap_or((stem, ""));
        let content = CONTENTS.iter().find(|(start, _)| *start == content_name);
        let language = match suffix {
            "ar" => Some(Language::Arabic),
            "en" | "" => Some(Language::English),
            _ => None,
        };
        match (content, language) {
            (Some((_, content)), Some(language)) => {
                files.push((folder.join(name), *content, language));
            }
            // Relations hold no text: the language of their file name does not matter.
            (Some((_, content)), None) if !matches!(content, Content::Concepts(_)) => {
                files.push((folder.join(name), *content, Language::English));
            }
            _ => report.ignored.push(folder.join(name).display().to_string()),
        }
    }
    Ok(files)
}

fn is_csv(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv"))
}

fn read(
    path: &Path,
    content: Content,
    language: Language,
    builder: &mut Builder,
) -> Result<FileReport> {
    match content {
        Content::Concepts(kind) => read_concepts(path, kind, language, builder),
        Content::OccupationSkills => {
            let columns = ["occupationUri", "relationType", "skillUri"];
            Table::open(path, &columns, &[])?.read(|row| {
                let [occupation, relation, skill] = [row.get(0), row.get(1), row.get(2)];
                let is_essential = match relation {
                    "essential" => true,
                    "optional" => false,
                    _ => return Err("relation is neither `essential` nor `optional`"),
                };
                known(builder, Kind::Occupation, occupation, "unknown occupation")?;
                builder.require(occupation, skill, is_essential).ok_or("unknown skill")
            })
        }
        Content::BroaderOccupations => read_broader_occupations(path, builder),
        Content::BroaderSkills => {
            Table::open(path, &["conceptUri", "broaderUri"], &["broaderType"])?.read(|row| {
                let is_group = row.get(2) == "SkillGroup";
                if row.get(0).is_empty() || row.get(1).is_empty() {
                    return Err("missing URI");
                }
                builder.broaden(row.get(0), row.get(1), is_group).ok_or("unknown skill or group")
            })
        }
        Content::RelatedSkills => Table::open(path, &["originalSkillUri", "relatedSkillUri"], &[])?
            .read(|row| {
                known(builder, Kind::Skill, row.get(0), "unknown skill")?;
                builder.relate(row.get(0), row.get(1)).ok_or("unknown related skill")
            }),
    }
}

fn read_concepts(
    path: &Path,
    kind: Kind,
    language: Language,
    builder: &mut Builder,
) -> Result<FileReport> {
    let required: &[&'static str] = match kind {
        Kind::Isco => &["conceptUri", "preferredLabel", "code"],
        _ => &["conceptUri", "preferredLabel"],
    };
    let class = match kind {
        Kind::Occupation => "iscoGroup",
        Kind::Skill => "skillType",
        Kind::Group | Kind::Isco => "",
    };
    let optional = ["altLabels", "description", class, "code"];
    let count = required.len();
    let mut contradictions = 0;
    let mut report = Table::open(path, required, &optional)?.read(|row| {
        let [uri, preferred] = [row.get(0).trim(), row.get(1).trim()];
        if uri.is_empty() {
            return Err("missing URI");
        }
        if preferred.is_empty() && !(language == Language::Arabic && builder.knows(kind, uri)) {
            return Err("missing preferred label");
        }
        let code = if kind == Kind::Isco { row.get(2) } else { row.get(count + 3) }.trim();
        let isco = four_digits(row.get(count + 2).trim());
        match kind {
            Kind::Isco if !is_isco(code, 1) => return Err("code is not one to four digits"),
            Kind::Occupation if !isco.is_empty() && !is_isco(&isco, 4) => {
                return Err("ISCO group is not a four-digit code");
            }
            _ => {}
        }
        let class = if kind == Kind::Occupation { isco.as_str() } else { row.get(count + 2) };
        let note = builder.add(
            kind,
            language,
            &Row {
                uri,
                code,
                class,
                preferred,
                alternatives: row.get(count),
                description: row.get(count + 1).trim(),
            },
        );
        contradictions += usize::from(note.is_some());
        Ok(())
    })?;
    if contradictions > 0 {
        report.notes.push(format!(
            "{contradictions} rows give another `{class}` than an earlier file; the earlier one stays"
        ));
    }
    Ok(report)
}

// Occupations below an ISCO group are known by their code; only occupation–occupation rows add something.
fn read_broader_occupations(path: &Path, builder: &mut Builder) -> Result<FileReport> {
    let columns = ["conceptUri", "broaderUri"];
    Table::open(path, &columns, &["conceptType", "broaderType"])?.read(|row| {
        if row.get(0).is_empty() || row.get(1).is_empty() {
            return Err("missing URI");
        }
        if row.get(2) == "ISCOGroup" || row.get(3) == "ISCOGroup" {
            return Ok(());
        }
        known(builder, Kind::Occupation, row.get(0), "unknown occupation")?;
        builder.broaden_occupation(row.get(0), row.get(1)).ok_or("unknown broader occupation")
    })
}

fn known(
    builder: &Builder,
    kind: Kind,
    uri: &str,
    reason: &'static str,
) -> Result<(), &'static str> {
    if builder.knows(kind, uri) { Ok(()) } else { Err(reason) }
}

fn is_isco(code: &str, least: usize) -> bool {
    code.len() >= least && mizan_domain::occupation::is_isco_code(code)
}

// Spreadsheets drop the leading zero of the armed forces.
fn four_digits(code: &str) -> String {
    let digits = code.strip_prefix('C').unwrap_or(code);
    if digits.is_empty() { String::new() } else { format!("{digits:0>4}") }
}
