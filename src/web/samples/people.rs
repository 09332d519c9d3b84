//! Made-up people: a job seeker's own page, the accounts, the record of access.

use mizan_domain::Language;

use super::say;
use crate::*;

fn access(language: Language, sequence: u64) -> AccessRowView {
    AccessRowView {
        sequence,
        at: "2026-10-12 09:41".to_owned(),
        who: say(language, "موظف مكتب (OF-MN-1)", "Office officer (OF-MN-1)"),
        action: "look_up".to_owned(),
        subject: "person a-5f00c1d2e3f4a5b6c7d8e9f0".to_owned(),
        purpose: say(language, "ترشيح لوظيفة", "referral to an opening"),
        outcome: "done".to_owned(),
    }
}

pub(super) fn sign_in(language: Language, is_first: bool) -> View {
    let problem =
        say(language, "اسم المستخدم أو كلمة المرور غير صحيحة.", "Name or password is wrong.");
    View::SignIn(SignInView {
        form_token: "k3YpQv".to_owned(),
        return_path: "/account".to_owned(),
        user_name: if is_first { String::new() } else { "mona".to_owned() },
        problem: (!is_first).then_some(problem),
        provider_path: "/sign-in/provider".to_owned(),
    })
}

pub(super) fn account(language: Language) -> View {
    let consent = |purpose: &str, needs_consent, is_given| ConsentView {
        purpose: purpose.to_owned(),
        needs_consent,
        is_given,
        since: is_given.then(|| "2026-10-01".to_owned()),
    };
    let field = |name: &str, content: String| ProfileFieldView { name: name.to_owned(), content };
    View::Account(AccountView {
        form_token: "k3YpQv".to_owned(),
        user_name: "mona".to_owned(),
        shown_name: say(language, "منى", "Mona"),
        email: "mona@example.org".to_owned(),
        roles: vec![
            ("seeker".to_owned(), String::new()),
            ("trainer".to_owned(), "TP-12".to_owned()),
        ],
        done: Some("saved".to_owned()),
        problem: Some(say(
            language,
            "كلمة المرور الحالية غير صحيحة",
            "the current password is wrong",
        )),
        new_token: Some("mizan_t-5f00c1_Zm9ydHkgdHdv".to_owned()),
        has_password: true,
        look_ups: vec![access(language, 41), access(language, 12)],
        own_acts: vec![access(language, 40)],
        records: vec![RecordTableView {
            title: say(language, "القيد", "Registrations"),
            rows: vec![vec![(say(language, "رقم القيد", "Registration number"), "R-1".to_owned())]],
        }],
        consents: vec![
            consent("registration", false, true),
            consent("statistics", false, true),
            consent("matching", true, true),
            consent("notices", true, false),
        ],
        profile: vec![
            field("occupation", say(language, "لحام", "Welder")),
            field("governorate", String::new()),
            field("skills", String::new()),
            field("education", String::new()),
            field("wage_wanted", "7000".to_owned()),
        ],
        searches: vec![SavedSearchView {
            id: "s-1".to_owned(),
            title: say(language, "لحام في المنيا", "Welder in Minya"),
            path: "/jobs?governorate=EG-MN".to_owned(),
            is_active: true,
            is_mailed: true,
            rule: say(language, "أعلى من 5", "above 5"),
        }],
        corrections: vec![OwnCorrectionView {
            field: say(language, "الأجر", "wage"),
            proposed: "7200".to_owned(),
            state: "refused".to_owned(),
            reason: say(language, "السجل يذكر غيره", "the register says otherwise"),
            on: "2026-10-02".to_owned(),
        }],
        notices: vec![NoticeView {
            text: say(language, "جديد: 3", "New: 3"),
            path: "/jobs?governorate=EG-MN".to_owned(),
            on: "2026-10-12".to_owned(),
        }],
        tokens: vec![TokenView {
            id: "t-5f00c1".to_owned(),
            label: say(language, "لوحة المتابعة", "dashboard"),
            created_on: "2026-09-30".to_owned(),
            used_on: Some("2026-10-11".to_owned()),
        }],
    })
}

pub(super) fn persons(language: Language, is_answered: bool) -> View {
    let row = vec![(say(language, "رقم القيد", "Registration number"), "R-1".to_owned())];
    let table = RecordTableView {
        title: say(language, "قيد راغبي العمل", "Registrations"),
        rows: vec![row],
    };
    View::Persons(PersonsView {
        form_token: "k3YpQv".to_owned(),
        purposes: vec!["registration".to_owned(), "referral".to_owned()],
        problem: None,
        is_answered,
        tables: if is_answered { vec![table] } else { Vec::new() },
    })
}

pub(super) fn users() -> View {
    let user = |id: &str, name: &str, roles: &[&str], is_active| UserRowView {
        id: id.to_owned(),
        user_name: name.to_owned(),
        roles: roles.iter().map(|role| (*role).to_owned()).collect(),
        is_active,
    };
    View::Users(UsersView {
        form_token: "k3YpQv".to_owned(),
        problem: None,
        new_password: Some(("samir".to_owned(), "abcd-efgh-jkmn".to_owned())),
        users: vec![
            user("a-1", "mona", &["seeker", "trainer:TP-12"], true),
            user("a-2", "samir", &["officer:OF-MN-1"], false),
        ],
        roles: vec!["seeker".to_owned(), "trainer:TP-12".to_owned()],
    })
}

pub(super) fn audit(language: Language, is_whole: bool) -> View {
    let finding = "entry 12".to_owned();
    View::Audit(AuditView {
        selects: Vec::new(),
        entries: 4_812,
        covered: 4_800,
        checkpoint: "mizan-audit/5f00c1\n4800\nZm9ydHk=\n1790000000\n".to_owned(),
        public_key: "mizan-audit+5f00c1d2+AZm9ydHk".to_owned(),
        findings: if is_whole { Vec::new() } else { vec![finding] },
        rows: (0..5).map(|back| access(language, 4_812 - back)).collect(),
        page: PageView { number: 1, count: 9 },
    })
}
