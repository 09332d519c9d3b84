//! Parts that several pages share: filters, key figures, openings, courses, page links.

use askama::Template;
use mizan_charts::numerals;

use crate::shell::Shell;
use crate::views::{
    AccessRowView, ComparisonView, CourseView, CurriculumView, DeliveryRowView, FigureView,
    GoodDirection, IndicatorView, LinkView, OpeningView, PageView, PlanView, PostedView,
    RecordTableView, RevisionsView, SelectView, Unit, WagesView,
};

#[derive(Template)]
#[template(path = "parts/filters.html")]
struct Filters<'a> {
    page: Shell<'a>,
    path: &'a str,
    selects: &'a [SelectView],
}

#[derive(Template)]
#[template(path = "parts/indicator.html")]
struct Indicator<'a> {
    page: Shell<'a>,
    view: &'a IndicatorView,
    change: Option<Change>,
}

/// How an indicator moved against the period before.
#[derive(Debug, Clone)]
struct Change {
    /// `up`, `down` or `same`.
    direction: &'static str,
    /// `good`, `bad` or `neutral`.
    mood: &'static str,
    /// The sentence.
    text: String,
}

#[derive(Template)]
#[template(path = "parts/opening.html")]
struct Opening<'a> {
    page: Shell<'a>,
    view: &'a OpeningView,
    /// Level of the title's heading; the title links to its page unless this is it.
    level: u8,
    is_linked: bool,
}

#[derive(Template)]
#[template(path = "parts/course.html")]
struct Course<'a> {
    page: Shell<'a>,
    view: &'a CourseView,
}

#[derive(Template)]
#[template(path = "parts/wages.html")]
struct Wages<'a> {
    page: Shell<'a>,
    view: &'a WagesView,
}

#[derive(Template)]
#[template(path = "parts/plan.html")]
struct Plan<'a> {
    page: Shell<'a>,
    view: &'a PlanView,
}

#[derive(Template)]
#[template(path = "parts/curriculum.html")]
struct Curriculum<'a> {
    page: Shell<'a>,
    view: &'a CurriculumView,
}

#[derive(Template)]
#[template(path = "parts/delivery.html")]
struct DeliveryFacts<'a> {
    page: Shell<'a>,
    view: &'a DeliveryRowView,
}

#[derive(Template)]
#[template(path = "parts/pager.html")]
struct Pager<'a> {
    page: Shell<'a>,
    view: PageView,
}

#[derive(Template)]
#[template(path = "parts/empty.html")]
struct Empty<'a> {
    page: Shell<'a>,
    /// Prefix of the keys: `<key>-title` and `<key>-next`.
    key: &'a str,
    suggestions: &'a [LinkView],
}

#[derive(Template)]
#[template(path = "parts/comparison.html")]
struct Comparison<'a> {
    page: Shell<'a>,
    view: &'a ComparisonView,
    sentences: Vec<String>,
}

#[derive(Template)]
#[template(path = "parts/access.html")]
struct Access<'a> {
    page: Shell<'a>,
    rows: &'a [AccessRowView],
}

#[derive(Template)]
#[template(path = "parts/records.html")]
struct Records<'a> {
    tables: &'a [RecordTableView],
}

/// Records of a person.
pub(crate) fn records(tables: &[RecordTableView]) -> String {
    html(&Records { tables })
}

/// An address as the value of an attribute.
pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;")
}

fn html(template: &impl Template) -> String {
    template.render().unwrap_or_default()
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "templates lend every argument")]
impl Shell<'_> {
    /// What was done about whom, as a table.
    pub(crate) fn access(self, rows: &[AccessRowView]) -> String {
        html(&Access { page: self, rows })
    }

    /// Two places or periods side by side, with a sentence for each of the first figures that differ.
    pub(crate) fn comparison(self, view: &ComparisonView) -> String {
        let sentences = view
            .rows
            .iter()
            .filter_map(|row| {
                let (one, other) = (row.one.shown()?, row.other.shown()?);
                let difference = self.difference(&row.one, &row.other, &row.unit)?;
                let key = match () {
                    () if self.amount(one, row.unit) == self.amount(other, row.unit) => {
                        "compared-same"
                    }
                    () if one > other => "compared-above",
                    () => "compared-below",
                };
                let mut arguments = fluent_bundle::FluentArgs::new();
                let isolated = |text: String| mizan_charts::numerals::isolated(&text);
                arguments.set("name", row.name.clone());
                arguments.set("one", isolated(self.amount(one, row.unit)));
                arguments.set("other", isolated(self.amount(other, row.unit)));
                arguments.set("here", view.one.clone());
                arguments.set("there", view.other.clone());
                arguments
                    .set("size", isolated(difference.trim_start_matches(['+', '−']).to_owned()));
                Some(self.filled(key, &arguments))
            })
            .take(3)
            .collect();
        html(&Comparison { page: self, view, sentences })
    }

    /// How far one figure is from another, with its sign; shares in points.
    pub(crate) fn difference(
        self,
        one: &FigureView,
        other: &FigureView,
        unit: &Unit,
    ) -> Option<String> {
        let difference = one.shown()? - other.shown()?;
        let sign = if difference > 0.0 { "+" } else { "" };
        Some(match unit {
            Unit::Share => {
                let points = numerals::number(difference * 100.0, 1, self.context.digits);
                self.t1("change-points", "points", &format!("{sign}{points}"))
            }
            unit => format!("{sign}{}", self.amount(difference, *unit)),
        })
    }

    /// What was compared, in words.
    pub(crate) fn revised(self, view: &RevisionsView) -> String {
        let mut arguments = fluent_bundle::FluentArgs::new();
        arguments.set("from", view.from.clone());
        arguments.set("to", view.to.clone());
        arguments.set("compared", self.count(&view.compared));
        arguments.set("added", self.count(&view.added));
        arguments.set("shown", self.count(&(view.changes.len() as u64)));
        self.filled("revisions-compared", &arguments)
    }

    /// What the link to a chart's file says to those who do not see it.
    pub(crate) fn file_name(self, title: &str, ending: &str) -> String {
        let mut arguments = fluent_bundle::FluentArgs::new();
        arguments.set("title", title.to_owned());
        arguments.set("ending", ending.to_uppercase());
        self.filled("file-chart", &arguments)
    }

    /// This page on paper and as a picture, where it has these forms.
    pub(crate) fn print_links(self) -> String {
        if !self.context.is_printable {
            return String::new();
        }
        let link = |ending: &str, key: &str| {
            let address = escaped(&self.context.file(ending, None));
            format!("<li><a href=\"{address}\">{}</a></li>", self.t(key))
        };
        format!(
            "<nav class=\"files\" aria-label=\"{}\"><ul class=\"links\">{}{}</ul></nav>",
            self.t("files"),
            link("pdf", "file-page-pdf"),
            link("png", "file-page-png")
        )
    }

    /// A form of selects that shows the same page filtered.
    pub(crate) fn filters(self, path: &str, selects: &[SelectView]) -> String {
        html(&Filters { page: self, path, selects })
    }

    /// A key figure.
    pub(crate) fn indicator(self, view: &IndicatorView) -> String {
        html(&Indicator { page: self, view, change: self.change(view) })
    }

    /// An opening in a list; its title is a link.
    pub(crate) fn opening(self, view: &OpeningView) -> String {
        html(&Opening { page: self, view, level: 3, is_linked: true })
    }

    /// The facts of the opening a page is about; its title stands above.
    pub(crate) fn opening_facts(self, view: &OpeningView) -> String {
        html(&Opening { page: self, view, level: 2, is_linked: false })
    }

    /// A course.
    pub(crate) fn course(self, view: &CourseView) -> String {
        html(&Course { page: self, view })
    }

    /// What openings nearby pay.
    pub(crate) fn wages(self, view: &WagesView) -> String {
        html(&Wages { page: self, view })
    }

    /// Courses that close a gap.
    pub(crate) fn plan(self, view: &PlanView) -> String {
        html(&Plan { page: self, view })
    }

    /// What employers ask against what is taught.
    pub(crate) fn curriculum(self, view: &CurriculumView) -> String {
        html(&Curriculum { page: self, view })
    }

    /// Facts and account of a delivery.
    pub(crate) fn delivery(self, view: &DeliveryRowView) -> String {
        html(&DeliveryFacts { page: self, view })
    }

    /// Links to the pages of a list.
    pub(crate) fn pager(self, view: &PageView) -> String {
        if view.count < 2 { String::new() } else { html(&Pager { page: self, view: *view }) }
    }

    /// An empty result with what to do next.
    pub(crate) fn empty(self, key: &str, suggestions: &[LinkView]) -> String {
        html(&Empty { page: self, key, suggestions })
    }

    /// When an opening was posted, in words.
    pub(crate) fn posted(self, posted: &PostedView) -> String {
        match posted {
            PostedView::On(date) => self.t1("posted-on", "date", &self.date(date)),
            PostedView::During(month) => self.t1("posted-during", "month", &self.month(month)),
        }
    }

    fn change(self, view: &IndicatorView) -> Option<Change> {
        let now = view.figure.shown()?;
        let before = view.previous.as_ref()?.shown()?;
        let difference = now - before;
        let is_same = self.amount(now, view.unit) == self.amount(before, view.unit);
        let (direction, key) = match difference {
            _ if is_same => ("same", "change-same"),
            0.0.. => ("up", "change-up"),
            _ => ("down", "change-down"),
        };
        let mood = match (direction, view.good) {
            ("same", _) | (_, GoodDirection::Neither) => "neutral",
            ("up", GoodDirection::Up) | ("down", GoodDirection::Down) => "good",
            _ => "bad",
        };
        let size = match view.unit {
            Unit::Share => {
                let points = numerals::number(difference.abs() * 100.0, 1, self.context.digits);
                self.t1("change-points", "points", &points)
            }
            unit => self.amount(difference.abs(), unit),
        };
        let mut arguments = fluent_bundle::FluentArgs::new();
        arguments.set("size", size);
        arguments.set("period", view.previous_period.clone());
        let text = self.filled(key, &arguments);
        Some(Change { direction, mood, text })
    }
}
