//! Pages about people: signing in, the own page, the accounts, the record of access.

/// The hidden field of a form, and where the form goes back to.
pub type FormToken = String;

/// `/sign-in`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SignInView {
    /// Ties the form to this browser.
    pub form_token: FormToken,
    /// Page to go to afterwards, without the language.
    pub return_path: String,
    /// Name as it was typed before.
    pub user_name: String,
    /// What went wrong, in words.
    pub problem: Option<String>,
    /// Where the identity provider is asked; empty where none is set up.
    pub provider_path: String,
}

/// Something done about somebody.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AccessRowView {
    /// Place in the record.
    pub sequence: u64,
    /// When, `YYYY-MM-DD HH:MM` in UTC.
    pub at: String,
    /// Who: a name or role in words.
    pub who: String,
    /// Name of the action; texts are kept under it.
    pub action: String,
    /// What it was done to.
    pub subject: String,
    /// For what purpose.
    pub purpose: String,
    /// `done`, `refused` or `failed`.
    pub outcome: String,
}

/// A purpose of personal data and whether the person agrees.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ConsentView {
    /// Name; texts are kept under it.
    pub purpose: String,
    /// Whether it rests on consent.
    pub needs_consent: bool,
    /// Whether the person agrees.
    pub is_given: bool,
    /// Day of the last answer.
    pub since: Option<String>,
}

/// A token for programs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TokenView {
    /// Id.
    pub id: String,
    /// What it is for.
    pub label: String,
    /// Day it was made.
    pub created_on: String,
    /// Day it was last used.
    pub used_on: Option<String>,
}

/// A field of the own profile.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ProfileFieldView {
    /// Name; texts are kept under it.
    pub name: String,
    /// Content.
    pub content: String,
}

/// A saved search.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SavedSearchView {
    /// Id.
    pub id: String,
    /// Name.
    pub title: String,
    /// Page, without the language.
    pub path: String,
    /// Whether it tells of news.
    pub is_active: bool,
    /// Whether it tells by e-mail too.
    pub is_mailed: bool,
    /// The threshold it waits for, in words; empty where it tells of news.
    pub rule: String,
}

/// A correction somebody asks for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CorrectionView {
    /// Id.
    pub id: String,
    /// Source that holds the record; empty where it was not named.
    pub source: String,
    /// What is wrong.
    pub field: String,
    /// What it should be.
    pub proposed: String,
    /// Day it was asked for.
    pub on: String,
    /// What the own office holds about the person.
    pub tables: Vec<RecordTableView>,
}

/// `/corrections`: what waits for an officer of the office.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CorrectionsView {
    /// Ties the forms to this browser.
    pub form_token: FormToken,
    /// What went wrong, in words.
    pub problem: Option<String>,
    /// Corrections that wait, the oldest first.
    pub corrections: Vec<CorrectionView>,
}

/// A correction as the person who asked sees it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OwnCorrectionView {
    /// What is wrong.
    pub field: String,
    /// What it should be.
    pub proposed: String,
    /// `open`, `accepted` or `refused`; texts are kept under it.
    pub state: String,
    /// Why it was decided so.
    pub reason: String,
    /// Day it was asked for.
    pub on: String,
}

/// `/stop/<code>`: one click keeps a saved search from sending messages.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StopView {
    /// Where the button leads, without the language.
    pub path: String,
    /// Name of the search.
    pub title: String,
    /// Whether it has been stopped.
    pub is_done: bool,
}

/// Something new in a saved search.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NoticeView {
    /// What is new, in words.
    pub text: String,
    /// Page that shows it, without the language.
    pub path: String,
    /// Day.
    pub on: String,
}

/// `/account`: the own page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AccountView {
    /// Ties the forms to this browser.
    pub form_token: FormToken,
    /// Name to sign in with.
    pub user_name: String,
    /// Name as pages show it.
    pub shown_name: String,
    /// Where notices go.
    pub email: String,
    /// Roles: name and limit.
    pub roles: Vec<(String, String)>,
    /// A message that something was done; texts are kept under its name.
    pub done: Option<String>,
    /// What went wrong, in words.
    pub problem: Option<String>,
    /// A token just made, shown this once.
    pub new_token: Option<String>,
    /// Whether the account has a password here.
    pub has_password: bool,
    /// Look-ups of the own record, the newest first.
    pub look_ups: Vec<AccessRowView>,
    /// What the person did, the newest first.
    pub own_acts: Vec<AccessRowView>,
    /// Records of the person as sources delivered them.
    pub records: Vec<RecordTableView>,
    /// Corrections asked for.
    pub corrections: Vec<OwnCorrectionView>,
    /// Purposes.
    pub consents: Vec<ConsentView>,
    /// Own profile.
    pub profile: Vec<ProfileFieldView>,
    /// Saved searches.
    pub searches: Vec<SavedSearchView>,
    /// What is new in them, the newest first.
    pub notices: Vec<NoticeView>,
    /// Tokens that hold.
    pub tokens: Vec<TokenView>,
}

/// Records of a person from one source: rows of names and values.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RecordTableView {
    /// What the records are about.
    pub title: String,
    /// Rows.
    pub rows: Vec<Vec<(String, String)>>,
}

/// `/persons`: an officer's look-up.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PersonsView {
    /// Ties the form to this browser.
    pub form_token: FormToken,
    /// Purposes to choose from; texts are kept under them.
    pub purposes: Vec<String>,
    /// What went wrong, in words.
    pub problem: Option<String>,
    /// Whether somebody was looked up.
    pub is_answered: bool,
    /// What the own office holds about the person.
    pub tables: Vec<RecordTableView>,
}

/// An account in the list of the administrator.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UserRowView {
    /// Opaque id.
    pub id: String,
    /// Name to sign in with.
    pub user_name: String,
    /// Roles with limits, as typed.
    pub roles: Vec<String>,
    /// Whether it may be used.
    pub is_active: bool,
}

/// `/users`: all accounts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UsersView {
    /// Ties the forms to this browser.
    pub form_token: FormToken,
    /// What went wrong, in words.
    pub problem: Option<String>,
    /// A password just made, shown this once, with its name.
    pub new_password: Option<(String, String)>,
    /// Accounts by name.
    pub users: Vec<UserRowView>,
    /// Names of all roles.
    pub roles: Vec<String>,
}

/// `/audit`: the record of access.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AuditView {
    /// Selects above the list.
    pub selects: Vec<super::SelectView>,
    /// Entries in all.
    pub entries: u64,
    /// Entries that signed checkpoints cover.
    pub covered: u64,
    /// The newest signed checkpoint as it is written, for whoever verifies elsewhere.
    pub checkpoint: String,
    /// The key that verifies it.
    pub public_key: String,
    /// What verifying found; empty where the record is whole.
    pub findings: Vec<String>,
    /// Entries shown, the newest first.
    pub rows: Vec<AccessRowView>,
    /// Which part of the list.
    pub page: super::PageView,
}
