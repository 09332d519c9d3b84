//! What a page says, without how a browser shows it.

use mizan_domain::Language;

/// A page as a list of blocks from top to bottom.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Document {
    /// Title of the page.
    pub title: String,
    /// Language, which gives the direction.
    pub language: Language,
    /// The blocks in order.
    pub blocks: Vec<Block>,
    /// The line below every sheet: how fresh the data are and where they come from.
    pub footer: String,
}

/// One piece of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A heading of a level, 1 to 3.
    Heading(u8, String),
    /// A paragraph.
    Text(String),
    /// A paragraph in small letters.
    Note(String),
    /// A key figure: name, value, and what stands below it.
    Card {
        /// Name.
        name: String,
        /// The value, or the word for a missing one.
        value: String,
        /// Change, basis and the like.
        notes: Vec<String>,
    },
    /// A chart.
    Chart {
        /// Its identity on the page.
        id: String,
        /// The drawing.
        svg: String,
    },
    /// A table.
    Table {
        /// Identity of the chart it stands behind; empty for a table of its own.
        chart: String,
        /// Heads of the columns.
        head: Vec<String>,
        /// Cells, row by row.
        rows: Vec<Vec<String>>,
    },
}

impl Document {
    /// One chart of the page with everything of its figure: title, message, drawing, table.
    pub fn chart(&self, id: &str) -> Option<Self> {
        let at = self
            .blocks
            .iter()
            .position(|block| matches!(block, Block::Chart { id: found, .. } if found == id))?;
        let from =
            self.blocks[..at].iter().rposition(|block| matches!(block, Block::Heading(..)))?;
        let rest = &self.blocks[at + 1..];
        let is_next = |block: &Block| matches!(block, Block::Heading(..) | Block::Chart { .. });
        let to = rest.iter().position(is_next).map_or(self.blocks.len(), |end| at + 1 + end);
        Some(Self { blocks: self.blocks[from..to].to_vec(), ..self.clone() })
    }

    /// The same without the tables behind charts: a picture has the drawing for that.
    pub fn without_tables_behind(mut self) -> Self {
        self.blocks
            .retain(|block| !matches!(block, Block::Table { chart, .. } if !chart.is_empty()));
        self
    }

    /// Identities of the charts, in order.
    pub fn charts(&self) -> Vec<&str> {
        self.blocks
            .iter()
            .filter_map(|block| match block {
                Block::Chart { id, .. } => Some(id.as_str()),
                _ => None,
            })
            .collect()
    }
}
