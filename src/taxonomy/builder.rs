//! Collects concepts and relations from several folders and packs them into a taxonomy.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use mizan_domain::Language;

use crate::Taxonomy;
use crate::lists::Lists;
use crate::model::{Concept, Names, Text};

/// One row of a concept file.
#[derive(Debug, Default)]
pub(crate) struct Row<'a> {
    pub(crate) uri: &'a str,
    pub(crate) code: &'a str,
    pub(crate) class: &'a str,
    pub(crate) preferred: &'a str,
    pub(crate) alternatives: &'a str,
    pub(crate) description: &'a str,
}

/// The kinds of concepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Occupation,
    Skill,
    Group,
    Isco,
}

#[derive(Debug, Default)]
struct Draft {
    uri: String,
    code: String,
    class: String,
    names: [DraftNames; 2],
}

#[derive(Debug, Default)]
struct DraftNames {
    preferred: String,
    description: String,
    forms: Vec<String>,
}

#[derive(Debug, Default)]
struct Table {
    drafts: Vec<Draft>,
    index: HashMap<String, u32>,
}

/// The concepts and relations read so far.
#[derive(Debug, Default)]
pub(crate) struct Builder {
    tables: [Table; 4],
    essential: BTreeSet<(u32, u32)>,
    optional: BTreeSet<(u32, u32)>,
    broader: BTreeSet<(Node, Node)>,
    broader_occupations: BTreeSet<(u32, u32)>,
    related: BTreeSet<(u32, u32)>,
}

/// A skill or a skill group; skills sort first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Node {
    Skill(u32),
    Group(u32),
}

impl Builder {
    /// Adds a row: a new concept, or further names of a known one. Returns a note where it contradicts an earlier row.
    pub(crate) fn add(
        &mut self,
        kind: Kind,
        language: Language,
        row: &Row<'_>,
    ) -> Option<&'static str> {
        let table = &mut self.tables[kind as usize];
        let key = if kind == Kind::Isco { row.code } else { row.uri };
        let at = match table.index.get(key) {
            Some(&at) => at,
            None => {
                let at = table.drafts.len() as u32;
                table.index.insert(key.to_owned(), at);
                table.drafts.push(Draft {
                    uri: row.uri.to_owned(),
                    code: code_of(kind, row),
                    class: row.class.to_owned(),
                    ..Draft::default()
                });
                at
            }
        };
        let draft = &mut table.drafts[at as usize];
        let is_contradiction =
            !row.class.is_empty() && !draft.class.is_empty() && draft.class != row.class;
        if draft.class.is_empty() {
            row.class.clone_into(&mut draft.class);
        }
        draft.names[language as usize].add(language, row);
        is_contradiction.then_some("another class than in an earlier file; the earlier one stays")
    }

    /// Whether a concept is known.
    pub(crate) fn knows(&self, kind: Kind, uri: &str) -> bool {
        self.tables[kind as usize].index.contains_key(uri)
    }

    /// Number of concepts of a kind.
    pub(crate) fn count(&self, kind: Kind) -> usize {
        self.tables[kind as usize].drafts.len()
    }

    /// Adds an occupation–skill relation; `None` where an end is unknown.
    pub(crate) fn require(
        &mut self,
        occupation: &str,
        skill: &str,
        is_essential: bool,
    ) -> Option<()> {
        let pair = (self.find(Kind::Occupation, occupation)?, self.find(Kind::Skill, skill)?);
        if is_essential {
            self.optional.remove(&pair);
            self.essential.insert(pair);
        } else if !self.essential.contains(&pair) {
            self.optional.insert(pair);
        }
        Some(())
    }

    /// Adds a broader relation between skills or groups; a group named only here becomes known.
    pub(crate) fn broaden(&mut self, narrow: &str, broad: &str, is_group: bool) -> Option<()> {
        let from = self.node(narrow)?;
        if is_group && self.node(broad).is_none() {
            let row = Row { uri: broad, ..Row::default() };
            self.add(Kind::Group, Language::English, &row);
        }
        let to = self.node(broad)?;
        if from != to {
            self.broader.insert((from, to));
        }
        Some(())
    }

    /// Adds a broader relation between occupations.
    pub(crate) fn broaden_occupation(&mut self, narrow: &str, broad: &str) -> Option<()> {
        let pair = (self.find(Kind::Occupation, narrow)?, self.find(Kind::Occupation, broad)?);
        if pair.0 != pair.1 {
            self.broader_occupations.insert(pair);
        }
        Some(())
    }

    /// Adds a relation between two skills: the first draws on the second.
    pub(crate) fn relate(&mut self, skill: &str, other: &str) -> Option<()> {
        let pair = (self.find(Kind::Skill, skill)?, self.find(Kind::Skill, other)?);
        if pair.0 != pair.1 {
            self.related.insert(pair);
        }
        Some(())
    }

    /// Packs everything.
    pub(crate) fn finish(mut self) -> Taxonomy {
        let mut taxonomy = Taxonomy::default();
        let mut pool = Pool::default();
        let [occupations, skills, groups, mut isco] = std::mem::take(&mut self.tables);
        isco.drafts.sort_by(|one, other| one.code.cmp(&other.code));
        let skill_count = skills.drafts.len() as u32;
        let node_count = skill_count as usize + groups.drafts.len();
        let number = |node: Node| match node {
            Node::Skill(at) => at,
            Node::Group(at) => skill_count + at,
        };
        taxonomy.essential = Lists::pack(&grouped(occupations.drafts.len(), self.essential));
        taxonomy.optional = Lists::pack(&grouped(occupations.drafts.len(), self.optional));
        taxonomy.broader = Lists::pack(&grouped(
            node_count,
            self.broader.into_iter().map(|(from, to)| (number(from), number(to))),
        ));
        taxonomy.broader_occupations =
            Lists::pack(&grouped(occupations.drafts.len(), self.broader_occupations));
        taxonomy.related = Lists::pack(&grouped(skill_count as usize, self.related));
        taxonomy.occupations = pool.concepts(occupations.drafts);
        taxonomy.skills = pool.concepts(skills.drafts);
        taxonomy.groups = pool.concepts(groups.drafts);
        taxonomy.isco = pool.concepts(isco.drafts);
        taxonomy.text = pool.text;
        taxonomy.labels = pool.labels;
        taxonomy.derive()
    }

    fn find(&self, kind: Kind, uri: &str) -> Option<u32> {
        self.tables[kind as usize].index.get(uri).copied()
    }

    fn node(&self, uri: &str) -> Option<Node> {
        self.find(Kind::Skill, uri)
            .map(Node::Skill)
            .or_else(|| self.find(Kind::Group, uri).map(Node::Group))
    }
}

impl DraftNames {
    fn add(&mut self, language: Language, row: &Row<'_>) {
        if self.preferred.is_empty() {
            row.preferred.clone_into(&mut self.preferred);
        }
        if self.description.is_empty() {
            row.description.clone_into(&mut self.description);
        }
        let labels = std::iter::once(row.preferred).chain(row.alternatives.lines());
        for form in labels.flat_map(|label| split_pair(language, label)) {
            if !form.is_empty() && !self.forms.iter().any(|known| known == form) {
                self.forms.push(form.to_owned());
            }
        }
    }
}

/// The forms of «masculine / feminine»; English labels only split on a slash between blanks.
pub(crate) fn split_pair(language: Language, label: &str) -> impl Iterator<Item = &str> {
    let separator = match language {
        Language::Arabic => "/",
        Language::English => " / ",
    };
    label.split(separator).map(str::trim)
}

fn code_of(kind: Kind, row: &Row<'_>) -> String {
    let slug = row.uri.starts_with("urn:").then(|| row.uri.rsplit(':').next()).flatten();
    match (kind, slug) {
        (Kind::Isco, _) => row.code.to_owned(),
        (_, Some(slug)) => slug.to_owned(),
        (Kind::Occupation, None) if !row.code.is_empty() => row.code.to_owned(),
        _ => row.uri.rsplit('/').next().unwrap_or_default().to_owned(),
    }
}

fn grouped(count: usize, pairs: impl IntoIterator<Item = (u32, u32)>) -> Vec<Vec<u32>> {
    let mut lists = vec![Vec::new(); count];
    for (from, to) in pairs {
        lists[from as usize].push(to);
    }
    lists
}

/// The text block under construction; equal texts are kept once.
#[derive(Debug, Default)]
struct Pool {
    text: String,
    labels: Vec<Text>,
    known: BTreeMap<String, Text>,
}

impl Pool {
    fn concepts(&mut self, drafts: Vec<Draft>) -> Vec<Concept> {
        drafts
            .into_iter()
            .map(|draft| {
                let code = self.code(&draft);
                let class = self.shared(&draft.class);
                let uri = self.fresh(&draft.uri);
                Concept { uri, code, class, names: draft.names.map(|names| self.names(names)) }
            })
            .collect()
    }

    fn names(&mut self, names: DraftNames) -> Names {
        let from = self.labels.len() as u32;
        for form in &names.forms {
            let text = self.fresh(form);
            self.labels.push(text);
        }
        let to = self.labels.len() as u32;
        let preferred = match names.forms.first() {
            Some(first) if *first == names.preferred => self.labels[from as usize],
            _ => self.fresh(&names.preferred),
        };
        Names { preferred, description: self.fresh(&names.description), forms: (from, to) }
    }

    fn code(&mut self, draft: &Draft) -> Text {
        self.fresh(&draft.code)
    }

    fn fresh(&mut self, text: &str) -> Text {
        let start = self.text.len() as u32;
        self.text.push_str(text);
        Text { start, length: text.len() as u32 }
    }

    fn shared(&mut self, text: &str) -> Text {
        if let Some(&known) = self.known.get(text) {
            return known;
        }
        let fresh = self.fresh(text);
        self.known.insert(text.to_owned(), fresh);
        fresh
    }
}
