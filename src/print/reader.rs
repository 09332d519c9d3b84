//! One of our own HTML pages, taken apart into what it says; forms and links to other pages have no place on paper.

use mizan_domain::Language;

use crate::document::{Block, Document};

/// Elements whose content is not printed: what only works on a screen, and definitions that stand folded in cards.
const UNPRINTED: [&str; 9] =
    ["form", "nav", "summary", "button", "script", "style", "noscript", "select", "datalist"];
/// Classes whose content is not printed.
const UNPRINTED_CLASSES: [&str; 6] = ["back", "go", "skip", "hidden", "forms", "screen"];
/// Elements that never have an end.
const VOID: [&str; 6] = ["input", "br", "hr", "meta", "link", "img"];
/// Elements that begin a piece of text of their own.
const PIECES: [&str; 11] = ["p", "li", "dt", "dd", "h1", "h2", "h3", "h4", "th", "td", "legend"];

/// A piece of an HTML text.
enum Token<'a> {
    Start { name: &'a str, attributes: &'a str, at: usize },
    End(&'a str),
    Text(&'a str),
}

/// Reads the title, the main part and the line of freshness of a page.
pub fn read(html: &str) -> Document {
    let language =
        if html.contains("<html lang=\"en\"") { Language::English } else { Language::Arabic };
    let between = |from: &str, to: &str| {
        let rest = html.split_once(from).map_or("", |(_, rest)| rest);
        rest.split_once(to).map_or("", |(inner, _)| inner)
    };
    let mut reader = Reader::default();
    let main = html.find("<main").map_or("", |at| &html[at..]);
    let main = main.find("</main>").map_or(main, |end| &main[..end]);
    reader.run(main);
    Document {
        title: plain(between("<title>", "</title>")),
        language,
        blocks: reader.blocks,
        footer: plain(between("<p class=\"fresh\">", "</p>")),
    }
}

#[derive(Default)]
struct Reader {
    blocks: Vec<Block>,
    /// Element and class of every open element.
    open: Vec<(String, String)>,
    text: String,
    card: Option<(String, String, Vec<String>)>,
    table: Option<(Vec<String>, Vec<Vec<String>>, bool)>,
    /// The term of a list of terms that waits for its value.
    term: String,
    chart: String,
}

impl Reader {
    fn run(&mut self, html: &str) {
        let mut rest_from = 0;
        while let Some((token, end)) = next(html, rest_from) {
            rest_from = end;
            match token {
                Token::Text(text) => {
                    if !self.is_unprinted() {
                        self.text.push_str(text);
                    }
                }
                Token::Start { name: "svg", attributes, at } => {
                    let close =
                        html[at..].find("</svg>").map_or(html.len(), |found| at + found + 6);
                    rest_from = close;
                    if class(attributes).contains("chart-picture") && !self.is_unprinted() {
                        self.chart(&html[at..close]);
                    }
                }
                Token::Start { name, attributes, .. } => self.start(name, attributes),
                Token::End(name) => self.end(name),
            }
        }
        self.paragraph("");
    }

    fn is_unprinted(&self) -> bool {
        let in_card = self.card.is_some();
        self.open.iter().any(|(name, class)| {
            UNPRINTED.contains(&name.as_str())
                || (in_card && name == "details")
                || class.split(' ').any(|one| UNPRINTED_CLASSES.contains(&one))
        })
    }

    fn start(&mut self, name: &str, attributes: &str) {
        if VOID.contains(&name) {
            self.text.push(' ');
            return;
        }
        let class = class(attributes).to_owned();
        if PIECES.contains(&name)
            || ["div", "section", "article", "figure", "table", "ul", "dl"].contains(&name)
        {
            self.paragraph("");
        } else if name == "span" || name == "bdi" || name == "a" {
            // Marks for the eye alone.
            if attributes.contains("aria-hidden=\"true\"") {
                self.open.push((name.to_owned(), "hidden".to_owned()));
                return;
            }
        }
        match name {
            "article" if class.contains("indicator") => self.card = Some(Default::default()),
            "table" if !self.is_unprinted() => self.table = Some((Vec::new(), Vec::new(), false)),
            "tr" => {
                if let Some((_, rows, _)) = &mut self.table {
                    rows.push(Vec::new());
                }
            }
            "thead" => {
                if let Some((_, _, is_head)) = &mut self.table {
                    *is_head = true;
                }
            }
            "figure" => self.chart.clear(),
            _ => {}
        }
        self.open.push((name.to_owned(), class));
    }

    fn end(&mut self, name: &str) {
        let Some(at) = self.open.iter().rposition(|(open, _)| open == name) else { return };
        let class = self.open[at].1.clone();
        if PIECES.contains(&name) {
            self.piece(name, &class);
        }
        self.open.truncate(at);
        match name {
            "thead" => {
                if let Some((head, rows, is_head)) = &mut self.table {
                    *is_head = false;
                    *head = rows.pop().unwrap_or_default();
                    rows.clear();
                }
            }
            "table" => {
                if let Some((head, rows, _)) = self.table.take() {
                    let rows = rows.into_iter().filter(|row| !row.is_empty()).collect();
                    self.blocks.push(Block::Table { chart: self.chart.clone(), head, rows });
                }
            }
            "article" if class.contains("indicator") => {
                if let Some((name, value, notes)) = self.card.take() {
                    self.blocks.push(Block::Card { name, value, notes });
                }
            }
            "figure" => self.chart.clear(),
            "div" | "section" | "article" | "details" => self.paragraph(""),
            _ => {}
        }
    }

    /// A piece of text has ended.
    fn piece(&mut self, name: &str, class: &str) {
        if self.is_unprinted() {
            self.text.clear();
            return;
        }
        let text = plain(&std::mem::take(&mut self.text));
        if let ("th" | "td", Some((_, rows, _))) = (name, &mut self.table) {
            if let Some(row) = rows.last_mut() {
                row.push(text);
            }
            return;
        }
        if text.is_empty() {
            return;
        }
        if let Some((title, value, notes)) = &mut self.card {
            match name {
                "h2" | "h3" | "h4" => *title = text,
                "p" if class.contains("value") => *value = text,
                _ => notes.push(text),
            }
            return;
        }
        match name {
            "h1" => self.blocks.push(Block::Heading(1, text)),
            "h2" => self.blocks.push(Block::Heading(2, text)),
            "h3" | "h4" => self.blocks.push(Block::Heading(3, text)),
            "dt" => self.term = text,
            "dd" => {
                let term = std::mem::take(&mut self.term);
                let line = if term.is_empty() { text } else { format!("{term}: {text}") };
                self.blocks.push(Block::Text(line));
            }
            "li" => self.blocks.push(Block::Text(format!("• {text}"))),
            _ if class.split(' ').any(|one| ["quiet", "note", "hint"].contains(&one)) => {
                self.blocks.push(Block::Note(text));
            }
            _ => self.blocks.push(Block::Text(text)),
        }
    }

    /// Text that stands outside of a piece, such as directly in a division.
    fn paragraph(&mut self, class: &str) {
        let is_in_piece = self.open.iter().any(|(name, _)| PIECES.contains(&name.as_str()));
        if is_in_piece {
            self.text.push(' ');
        } else if !self.text.trim().is_empty() {
            self.piece("p", class);
        } else {
            self.text.clear();
        }
    }

    fn chart(&mut self, svg: &str) {
        self.paragraph("");
        let id = svg.split_once("aria-labelledby=\"").map_or("", |(_, rest)| rest);
        let id = id.split_once("-title").map_or("chart", |(id, _)| id);
        id.clone_into(&mut self.chart);
        self.blocks.push(Block::Chart { id: id.to_owned(), svg: svg.to_owned() });
    }
}

/// The next token from a place, and where it ends.
fn next(html: &str, from: usize) -> Option<(Token<'_>, usize)> {
    let rest = html.get(from..)?;
    if rest.is_empty() {
        return None;
    }
    let Some(tag) = rest.strip_prefix('<') else {
        let end = rest.find('<').unwrap_or(rest.len());
        return Some((Token::Text(&rest[..end]), from + end));
    };
    let length = tag_length(tag);
    let inner = &tag[..length];
    let end = (from + length + 2).min(html.len());
    let token = match inner.strip_prefix('/') {
        Some(name) => Token::End(name.trim()),
        None => {
            let (name, attributes) =
                inner.split_once(|one: char| one.is_whitespace()).unwrap_or((inner, ""));
            Token::Start { name, attributes, at: from }
        }
    };
    Some((token, end))
}

/// Letters up to the `>` that closes a tag; one inside quotes does not.
fn tag_length(tag: &str) -> usize {
    let mut is_quoted = false;
    for (at, letter) in tag.char_indices() {
        match letter {
            '"' => is_quoted = !is_quoted,
            '>' if !is_quoted => return at,
            _ => {}
        }
    }
    tag.len()
}

fn class(attributes: &str) -> &str {
    let rest = attributes.split_once("class=\"").map_or("", |(_, rest)| rest);
    rest.split_once('"').map_or("", |(class, _)| class)
}

/// Text without entities, tags and spaces that mean nothing.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        let tail = &rest[at..];
        let end = tail.find(';').filter(|end| *end <= 8);
        match end.and_then(|end| entity(&tail[1..end]).map(|letter| (letter, end))) {
            Some((letter, end)) => {
                out.push(letter);
                rest = &tail[end + 1..];
            }
            None => {
                out.push('&');
                rest = &tail[1..];
            }
        }
    }
    out.push_str(rest);
    let kept = out.chars().filter(|letter| !matches!(letter, '\u{2066}'..='\u{2069}'));
    let kept: String = kept.collect();
    kept.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn entity(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "nbsp" => '\u{A0}',
        _ => {
            let number = name.strip_prefix('#')?;
            char::from_u32(number.parse().ok()?)?
        }
    })
}
