//! What every template may ask for: messages, addresses, numbers and dates in the reader's way.

use fluent_bundle::FluentArgs;
use mizan_charts::numerals;
use mizan_charts::{Digits, Head, TimeDirection};
use mizan_domain::{Date, Language, Month};

use crate::context::{Context, Theme};
use crate::messages;
use crate::views::{FigureView, Status, Unit};

/// The frame around one page.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shell<'a> {
    pub(crate) context: &'a Context,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    clippy::ref_option,
    reason = "templates lend every argument"
)]
impl Shell<'_> {
    /// A message.
    pub(crate) fn t(self, key: &str) -> String {
        self.in_digits(&messages::text(self.context.language, key, None))
    }

    /// A message with one text inside.
    pub(crate) fn t1(self, key: &str, name: &str, value: &str) -> String {
        let mut arguments = FluentArgs::new();
        arguments.set(name.to_owned(), value.to_owned());
        self.filled(key, &arguments)
    }

    /// A message about a number: `$count` chooses the form, `$shown` is what is read.
    pub(crate) fn counted(self, key: &str, count: &u64) -> String {
        let mut arguments = FluentArgs::new();
        arguments.set("count", self.plural_representative(*count));
        arguments.set("shown", self.count(count));
        self.filled(key, &arguments)
    }

    /// A smaller number with the same Arabic plural: the plural rules at hand forget that 103 counts as 3 does.
    fn plural_representative(self, count: u64) -> u64 {
        match (self.context.language, count % 100) {
            (Language::Arabic, 0..=2) if count >= 100 => 100,
            (Language::Arabic, rest) if count >= 100 => rest,
            _ => count,
        }
    }

    /// A message with arguments.
    pub(crate) fn filled(self, key: &str, arguments: &FluentArgs<'_>) -> String {
        self.in_digits(&messages::text(self.context.language, key, Some(arguments)))
    }

    /// Numbers that are part of a message follow the reader's digits too.
    fn in_digits(self, text: &str) -> String {
        match self.context.digits {
            Digits::Western => text.to_owned(),
            Digits::Arabic => numerals::digits(text, Digits::Arabic).replace('%', "\u{66A}"),
        }
    }

    /// As `counted`, for a count of 32 bits.
    pub(crate) fn counted_small(self, key: &str, count: &u32) -> String {
        self.counted(key, &u64::from(*count))
    }

    /// A message whose key ends in a name known at run time.
    pub(crate) fn named(self, prefix: &str, name: &str) -> String {
        self.t(&format!("{prefix}-{name}"))
    }

    /// What a named word means.
    pub(crate) fn about(self, prefix: &str, name: &str) -> String {
        self.t(&format!("{prefix}-{name}-about"))
    }

    /// The same message in the other language, for terms that both know.
    pub(crate) fn in_other(self, prefix: &str, name: &str) -> String {
        let other = match self.context.language {
            Language::Arabic => Language::English,
            Language::English => Language::Arabic,
        };
        messages::text(other, &format!("{prefix}-{name}"), None)
    }

    pub(crate) fn language_code(self) -> &'static str {
        self.context.language.code()
    }

    pub(crate) fn direction(self) -> &'static str {
        self.context.language.direction()
    }

    /// The other language's code.
    pub(crate) fn other_code(self) -> &'static str {
        if self.is_arabic() { Language::English.code() } else { Language::Arabic.code() }
    }

    pub(crate) fn is_arabic(self) -> bool {
        self.context.language == Language::Arabic
    }

    /// Value of `data-theme` when the reader chose one.
    pub(crate) fn theme(self) -> Option<&'static str> {
        (self.context.theme != Theme::System).then(|| self.context.theme.name())
    }

    /// An address in this language with the reader's settings.
    pub(crate) fn link(self, path: &str) -> String {
        self.context.link(path)
    }

    /// The page with a metric's figures and their receipt.
    pub(crate) fn figures_link(self, metric: &str) -> String {
        self.link(&format!("/figures/{metric}"))
    }

    /// `page` when the path is the one shown, `true` when it lies above it, nothing otherwise.
    pub(crate) fn current(self, path: &str) -> Option<&'static str> {
        let here = self.context.path();
        if here == path {
            return Some("page");
        }
        let below = here.strip_prefix(path)?;
        (path != "/" && below.starts_with('/')).then_some("true")
    }

    /// Hidden fields of a form that keep the reader's settings.
    pub(crate) fn settings(self) -> Vec<(&'static str, &'static str)> {
        self.context.settings()
    }

    pub(crate) fn is_theme(self, name: &str) -> bool {
        self.context.theme.name() == name
    }

    pub(crate) fn is_arabic_digits(self) -> bool {
        self.context.digits == Digits::Arabic
    }

    /// Whether charts run to the left.
    pub(crate) fn is_time_to_the_left(self) -> bool {
        self.context.time.is_right_to_left(self.context.language)
    }

    /// This page with one field of the query changed.
    pub(crate) fn with(self, name: &str, value: &str) -> String {
        self.context.with(name, value)
    }

    /// This page at a list's page number.
    pub(crate) fn page_link(self, number: &u32) -> String {
        self.context.with("page", &number.to_string())
    }

    pub(crate) fn other_language_link(self) -> String {
        self.context.other_language()
    }

    /// A count with thousands.
    pub(crate) fn count(self, count: &u64) -> String {
        numerals::number(*count as f64, 0, self.context.digits)
    }

    /// A count of 32 bits.
    pub(crate) fn small(self, count: &u32) -> String {
        self.count(&u64::from(*count))
    }

    /// A number as short as it is exact to one decimal.
    pub(crate) fn points(self, value: &f64) -> String {
        let is_whole = (value - value.round()).abs() < 0.05;
        numerals::number(*value, u8::from(!is_whole), self.context.digits)
    }

    /// Pounds.
    pub(crate) fn money(self, pounds: &f64) -> String {
        numerals::value(
            *pounds,
            mizan_charts::ValueFormat::Pounds,
            self.context.language,
            self.context.digits,
        )
    }

    /// A wage range in words; `None` when nothing is known.
    pub(crate) fn wage(self, low: &Option<f64>, high: &Option<f64>) -> Option<String> {
        let number = |value: f64| numerals::number(value, 0, self.context.digits);
        // In Arabic the currency follows its number and agrees with it.
        let pounds = |value: f64| if self.is_arabic() { self.money(&value) } else { number(value) };
        let mut arguments = FluentArgs::new();
        let key = match (*low, *high) {
            (Some(low), Some(high)) if low < high => {
                arguments.set("low", number(low));
                arguments.set("high", pounds(high));
                "wage-range"
            }
            (Some(exact), Some(_)) => {
                arguments.set("wage", pounds(exact));
                "wage-exact"
            }
            (Some(low), None) => {
                arguments.set("wage", pounds(low));
                "wage-from"
            }
            (None, Some(high)) => {
                arguments.set("wage", pounds(high));
                "wage-up-to"
            }
            (None, None) => return None,
        };
        Some(self.filled(key, &arguments))
    }

    /// The least wage asked for, in words.
    pub(crate) fn wage_from(self, low: &u32) -> String {
        self.wage(&Some(f64::from(*low)), &None).unwrap_or_default()
    }

    /// The name of a unit after its number, in the form the number asks for.
    pub(crate) fn unit_after(self, figure: &FigureView, unit: &Unit) -> String {
        let whole = figure.shown().filter(|value| (0.0..1e15).contains(value));
        match (whole, unit.after_key()) {
            // Such units are shown without decimals: the form agrees with what is read.
            (Some(value), Some(key)) => self.counted(key, &(value.round() as u64)),
            _ => self.t(unit.key()),
        }
    }

    /// A day as dd/mm/yyyy.
    pub(crate) fn date(self, date: &Date) -> String {
        let text = format!("{:02}/{:02}/{:04}", date.day(), date.month(), date.year());
        numerals::digits(&text, self.context.digits)
    }

    /// A month with its year.
    pub(crate) fn month(self, month: &Month) -> String {
        numerals::month(*month, self.context.language, self.context.digits)
    }

    /// The value of a figure, or the words that stand in for it.
    pub(crate) fn value(self, figure: &FigureView, unit: &Unit) -> String {
        match figure.shown() {
            Some(value) => self.amount(value, *unit),
            None => self.absent(figure),
        }
    }

    /// A value of a unit without the unit's name; money keeps its currency.
    pub(crate) fn amount(self, value: f64, unit: Unit) -> String {
        numerals::value(value, unit.format(), self.context.language, self.context.digits)
    }

    /// Why a figure has no value.
    pub(crate) fn absent(self, figure: &FigureView) -> String {
        self.t(match figure.status {
            Status::Suppressed => "status-suppressed",
            Status::NotApplicable => "status-not-applicable",
            _ => "status-not-available",
        })
    }

    /// A figure as a cell of a table or list, as HTML.
    pub(crate) fn cell(self, figure: &FigureView, unit: &Unit) -> String {
        let text = self.value(figure, unit);
        match figure.shown() {
            Some(_) => format!("<bdi>{text}</bdi>"),
            None => format!("<span class=\"absent\">{text}</span>"),
        }
    }

    /// n and interval of a figure, in words.
    pub(crate) fn basis(self, figure: &FigureView, unit: &Unit) -> Option<String> {
        figure.shown()?;
        let count = figure.n.map(|n| self.t1("figure-n", "n", &self.count(&n)));
        let interval = self.interval(figure.interval, *unit);
        let parts: Vec<String> = [count, interval].into_iter().flatten().collect();
        (!parts.is_empty()).then(|| parts.join(&self.t("separator")))
    }

    /// A 95 % interval in words.
    pub(crate) fn interval(self, interval: Option<(f64, f64)>, unit: Unit) -> Option<String> {
        self.span("figure-interval", interval?, unit)
    }

    /// A 95 % interval in words, asked for by a template.
    pub(crate) fn interval_of(self, interval: &Option<(f64, f64)>, unit: &Unit) -> Option<String> {
        self.interval(*interval, *unit)
    }

    /// Bounds of what is not known, in words.
    pub(crate) fn bounds(self, bounds: &Option<(f64, f64)>, unit: &Unit) -> Option<String> {
        self.span("figure-bounds", (*bounds)?, *unit)
    }

    fn span(self, key: &str, (low, high): (f64, f64), unit: Unit) -> Option<String> {
        if !(low.is_finite() && high.is_finite()) {
            return None;
        }
        let mut arguments = FluentArgs::new();
        arguments.set("low", self.amount(low, unit));
        arguments.set("high", self.amount(high, unit));
        Some(self.filled(key, &arguments))
    }

    /// The head of a chart.
    pub(crate) fn head(self, id: &str, title: &str) -> Head {
        Head {
            id: id.to_owned(),
            title: title.to_owned(),
            description: None,
            language: self.context.language,
            digits: self.context.digits,
        }
    }

    pub(crate) fn time(self) -> TimeDirection {
        self.context.time
    }

    /// How fresh the data are, in words.
    pub(crate) fn freshness(self) -> Vec<String> {
        let context = self.context;
        let mut parts = Vec::new();
        if let Some(month) = context.data_month {
            parts.push(self.t1("freshness-month", "month", &self.month(&month)));
        }
        if let Some(date) = context.release_date {
            parts.push(self.t1("freshness-released", "date", &self.date(&date)));
        }
        if let Some(vintage) = &context.vintage {
            let mut arguments = FluentArgs::new();
            arguments.set("vintage", vintage.clone());
            // An identity keeps its digits, so that it can be searched for.
            parts.push(messages::text(
                self.context.language,
                "freshness-vintage",
                Some(&arguments),
            ));
        }
        parts
    }
}
