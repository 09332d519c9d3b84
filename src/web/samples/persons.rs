//! Made-up pairs of records.

use mizan_domain::Language;

use super::{date, say};
use crate::*;

fn row(language: Language, index: usize) -> DoubtRowView {
    let decision = DecisionView {
        is_same: index == 2,
        officer: say(language, "مسؤول التجربة", "Sample officer"),
        decided_on: date(7, 2),
    };
    DoubtRowView {
        pair: format!("e1200a93953{index}"),
        sources: [
            say(
                language,
                "قيد راغبي العمل وشهادات القيد (كعب العمل)",
                "Registrations of job seekers",
            ),
            say(language, "سجل العمالة غير المنتظمة", "Register of irregular workers"),
        ],
        probability: 0.983 / (index + 1) as f64,
        is_joined: index == 0,
        decision: (index >= 2).then_some(decision),
    }
}

pub(super) fn doubts(language: Language, has_pairs: bool) -> View {
    let count = if has_pairs { 4 } else { 0 };
    View::Doubts(DoubtsView {
        persons: 16_114,
        numbers: 16_129,
        total: count as u64,
        page: PageView::default(),
        pairs: (0..count).map(|index| row(language, index)).collect(),
        decided: (0..count / 4)
            .filter_map(|_| {
                let row = row(language, 2);
                Some(DecidedView { pair: row.pair, decision: row.decision? })
            })
            .collect(),
    })
}

pub(super) fn doubt(language: Language) -> View {
    let step = |ar, en, level_ar, level_en, bits| EvidenceView {
        field: say(language, ar, en),
        level: say(language, level_ar, level_en),
        bits,
    };
    View::Doubt(DoubtView {
        row: row(language, 2),
        prior_bits: -12.2,
        steps: vec![
            step("الاسم الأول", "Given name", "متطابق", "equal", Some(6.91)),
            step(
                "اسم الأب",
                "Father’s name",
                "اسم جد غير مذكور",
                "an ancestor left out",
                Some(-2.1),
            ),
            step(
                "الرقم القومي",
                "National number",
                "يختلف في رقم واحد",
                "one digit off",
                Some(14.13),
            ),
            step("تاريخ الميلاد", "Birth date", "مختلف", "different", None),
        ],
        relatives_bits: -4.6,
        bits: 2.14,
        threshold_bits: -0.01,
        form_token: "sample".to_owned(),
        values: vec![ValuesView {
            field: say(language, "الاسم", "Name"),
            values: ["منى سعيد فتحي".to_owned(), "مني سعيد".to_owned()],
        }],
        problem: None,
        reason: String::new(),
        commands: vec![vec!["mizan".to_owned(), "--same".to_owned(), "--officer …".to_owned()]],
    })
}
