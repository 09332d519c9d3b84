//! People: the same behaviour on SQLite and on PostgreSQL.

mod postgres;

use std::future::Future;

use crate::*;

const NOW: Seconds = 1_800_000_000;
const PASSWORD: &str = "four quiet brown camels";

/// Runs a story on a new database of each kind.
fn on_both<F: Future<Output = ()>>(story: impl Fn(Store) -> F) {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let folder = tempfile::tempdir().unwrap();
        story(Store::open_file(&folder.path().join("حسابات.db")).await.unwrap()).await;
        if let Some(url) = postgres::new_database().await {
            story(Store::open(&url).await.unwrap()).await;
        }
    });
}

async fn person(store: &Store, name: &str, grants: &[&str]) -> Account {
    let new = NewAccount {
        user_name: name.to_owned(),
        email: format!("{name}@example.org"),
        password: Some(PASSWORD.to_owned()),
        grants: grants.iter().map(|grant| grant.parse().unwrap()).collect(),
        ..NewAccount::default()
    };
    store.add_account(&new, NOW).await.unwrap()
}

fn attempt<'a>(name: &'a str, password: &'a str, origin: &'a str) -> Attempt<'a> {
    Attempt { user_name: name, password, origin, device: None }
}

#[test]
fn an_account_is_made_found_by_any_spelling_and_taken_once() {
    on_both(|store| async move {
        let made = person(&store, "Mona", &["trainer:TP-1", "seeker"]).await;
        assert_eq!(made.user_name, "mona");
        assert_eq!(store.account_named(" MONA ").await.unwrap(), made);
        assert_eq!(made.scopes(Role::Trainer), ["TP-1"]);
        let again = NewAccount { user_name: "mona".into(), ..NewAccount::default() };
        assert!(matches!(store.add_account(&again, NOW).await, Err(Error::Taken { .. })));
        let unknown = store.account_named("nobody").await;
        assert!(matches!(unknown, Err(Error::UnknownAccount { .. })));
        assert_eq!(store.account_count().await.unwrap(), 1);
    });
}

#[test]
fn roles_need_their_limit_and_change_at_once() {
    for (text, is_good) in [
        ("administrator", true),
        ("trainer:TP-1", true),
        ("officer:OF/12", true),
        ("trainer", false),
        ("seeker:X", false),
        ("king", false),
        ("officer:a b", false),
    ] {
        assert_eq!(text.parse::<Grant>().is_ok(), is_good, "{text}");
    }
    on_both(|store| async move {
        let account = person(&store, "hany", &["officer:OF-1"]).await;
        let give = ["officer:OF-2".parse().unwrap()];
        let take = ["officer:OF-1".parse().unwrap()];
        let changed = store.change_grants(&account, &give, &take, NOW).await.unwrap();
        assert_eq!(changed.scopes(Role::Officer), ["OF-2"]);
    });
}

#[test]
fn weak_passwords_are_refused() {
    on_both(|store| async move {
        for password in ["short", "aaaaaaaaaaaaaa", "1234567890123", "xx karim xx yy", "0123456789"]
        {
            let new = NewAccount {
                user_name: "karim".into(),
                password: Some(password.into()),
                ..NewAccount::default()
            };
            let result = store.add_account(&new, NOW).await;
            assert!(matches!(result, Err(Error::WeakPassword(_))), "{password}: {result:?}");
        }
        let password = new_password().unwrap();
        assert_eq!(password.len(), 24);
        let new = NewAccount {
            user_name: "karim".into(),
            password: Some(password),
            ..NewAccount::default()
        };
        store.add_account(&new, NOW).await.unwrap();
    });
}

#[test]
fn only_the_right_password_signs_in_and_nothing_tells_which_part_was_wrong() {
    on_both(|store| async move {
        let account = person(&store, "samar", &[]).await;
        let done = store.sign_in(attempt("SAMAR", PASSWORD, "10.0.0.1"), NOW).await.unwrap();
        assert!(matches!(done, SignIn::Done { account: found, .. } if found.id == account.id));
        for (name, password) in [("samar", "wrong"), ("nobody", PASSWORD), ("samar", "")] {
            let result = store.sign_in(attempt(name, password, "10.0.0.2"), NOW).await.unwrap();
            assert!(matches!(result, SignIn::Refused), "{name}");
        }
        store.set_active(&account, false, NOW).await.unwrap();
        let result = store.sign_in(attempt("samar", PASSWORD, "10.0.0.3"), NOW).await.unwrap();
        assert!(matches!(result, SignIn::Refused));
    });
}

#[test]
fn whoever_guesses_waits_longer_and_longer_and_the_owner_does_not() {
    on_both(|store| async move {
        person(&store, "nadia", &[]).await;
        let known = store.sign_in(attempt("nadia", PASSWORD, "41.0.0.9"), NOW).await.unwrap();
        let SignIn::Done { device, .. } = known else { panic!("{known:?}") };
        let mut now = NOW;
        let mut waits = Vec::new();
        for _ in 0..40 {
            let guess = attempt("nadia", "guess number one", "41.0.0.9");
            match store.sign_in(guess, now).await.unwrap() {
                SignIn::Wait { seconds } => {
                    waits.push(seconds);
                    now += seconds;
                }
                SignIn::Refused => {}
                SignIn::Done { .. } => panic!("a guess was right"),
            }
        }
        assert!(waits.len() >= 15 && waits.windows(2).all(|pair| pair[0] <= pair[1]), "{waits:?}");
        assert_eq!(*waits.last().unwrap(), 900);
        // The owner from another place, and from the same place on the own device, is not kept out.
        let elsewhere = store.sign_in(attempt("nadia", PASSWORD, "41.0.7.7"), now).await.unwrap();
        assert!(matches!(elsewhere, SignIn::Done { .. }), "{elsewhere:?}");
        let own = Attempt { device: Some(device.show()), ..attempt("nadia", PASSWORD, "41.0.0.9") };
        assert!(matches!(store.sign_in(own, now).await.unwrap(), SignIn::Done { .. }));
        // A device known to another account helps nobody.
        person(&store, "omar", &[]).await;
        let borrowed = Attempt { user_name: "omar", ..own };
        store.sign_in(Attempt { password: "guess", ..borrowed }, now).await.unwrap();
    });
}

#[test]
fn a_hundred_guesses_at_once_are_a_hundred_guesses() {
    on_both(|store| async move {
        person(&store, "fathy", &[]).await;
        let tries: Vec<_> = (0..24)
            .map(|_| {
                let store = store.clone();
                tokio::spawn(async move {
                    store.sign_in(attempt("fathy", "wrong guess", "9.9.9.9"), NOW).await.unwrap()
                })
            })
            .collect();
        let mut compared = 0;
        for one in tries {
            compared += usize::from(matches!(one.await.unwrap(), SignIn::Refused));
        }
        assert_eq!(compared, 5, "only the free tries reach the password");
    });
}

#[test]
fn a_session_ends_by_time_by_sign_out_by_disabling_and_by_a_new_password() {
    on_both(|store| async move {
        let account = person(&store, "aya", &["seeker"]).await;
        let secret = store.begin_session(&account, NOW).await.unwrap();
        assert_eq!(store.session(&secret, NOW).await.unwrap().unwrap().account, account);
        assert!(store.session(&Secret::brought("other"), NOW).await.unwrap().is_none());
        let idle = NOW + SESSION_IDLE_SECONDS + 1;
        assert!(store.session(&secret, idle).await.unwrap().is_none());
        let mut now = NOW;
        while now < NOW + SESSION_SECONDS - 1_000 {
            now += 1_000;
            assert!(store.session(&secret, now).await.unwrap().is_some(), "in use at {now}");
        }
        let late = store.session(&secret, NOW + SESSION_SECONDS + 1).await.unwrap();
        assert!(late.is_none(), "a session outlives its day");
        store.end_session(&secret).await.unwrap();
        assert!(store.session(&secret, NOW).await.unwrap().is_none());
        let (one, two) = (
            store.begin_session(&account, NOW).await.unwrap(),
            store.begin_session(&account, NOW).await.unwrap(),
        );
        store.set_password(&account, "another good sentence", Some(&one), NOW).await.unwrap();
        assert!(store.session(&one, NOW).await.unwrap().is_some());
        assert!(store.session(&two, NOW).await.unwrap().is_none());
        store.set_active(&account, false, NOW).await.unwrap();
        assert!(store.session(&one, NOW).await.unwrap().is_none());
    });
}

#[test]
fn a_token_speaks_for_its_account_until_it_is_taken_back() {
    on_both(|store| async move {
        let account = person(&store, "dev", &["decision-maker"]).await;
        let token = store.add_token(&account, "dashboard", NOW + 100, NOW).await.unwrap();
        let text = token.secret.show().to_owned();
        assert!(text.starts_with("mizan_t-"), "{text}");
        assert_eq!(store.token_account(&text, NOW).await.unwrap().unwrap(), account);
        assert!(store.token_account(&text, NOW + 101).await.unwrap().is_none());
        let mut wrong = text.clone();
        wrong.pop();
        for other in [wrong.as_str(), "", "mizan_", "mizan_t-1_", "Bearer"] {
            assert!(store.token_account(other, NOW).await.unwrap().is_none(), "{other}");
        }
        let stranger = person(&store, "stranger", &[]).await;
        assert!(!store.revoke_token(&stranger, &token.id, NOW).await.unwrap());
        assert!(store.revoke_token(&account, &token.id, NOW).await.unwrap());
        assert!(store.token_account(&text, NOW).await.unwrap().is_none());
    });
}

#[test]
fn consent_is_given_taken_back_and_stays_on_record() {
    on_both(|store| async move {
        let account = person(&store, "heba", &["seeker"]).await;
        assert!(store.agrees(&account, "registration").await.unwrap(), "a duty by law");
        assert!(!store.agrees(&account, "matching").await.unwrap());
        assert!(store.set_consent(&account, "matching", true, NOW).await.unwrap());
        assert!(!store.set_consent(&account, "matching", true, NOW + 1).await.unwrap());
        assert!(store.agrees(&account, "matching").await.unwrap());
        assert!(store.set_consent(&account, "matching", false, NOW + 5).await.unwrap());
        let kept = store.consents(&account).await.unwrap();
        assert_eq!((kept[0].given_at, kept[0].withdrawn_at), (NOW, NOW + 5));
        assert!(store.set_consent(&account, "statistics", false, NOW).await.is_err());
        assert!(store.set_consent(&account, "advertising", true, NOW).await.is_err());
    });
}

#[test]
fn a_person_gets_everything_kept_and_after_erasure_only_the_id_is_left() {
    on_both(|store| async move {
        let account = person(&store, "reem", &["seeker"]).await;
        let other = person(&store, "tarek", &["seeker"]).await;
        for one in [&account, &other] {
            store.set_profile(one, "skills", "لحام", NOW).await.unwrap();
            store.set_consent(one, "notices", true, NOW).await.unwrap();
            store.ask_correction(one, "hires", "started_on", "2026-01-02", NOW).await.unwrap();
            store.add_token(one, "telephone", 0, NOW).await.unwrap();
            let search = NewSearch {
                title: "لحام".into(),
                address: "/jobs?text=x".into(),
                ..NewSearch::default()
            };
            store.save_search(one, &search, NOW).await.unwrap();
            store.begin_session(one, NOW).await.unwrap();
        }
        assert!(store.set_profile(&account, "religion", "x", NOW).await.is_err());
        let data = store.own_data(&account).await.unwrap();
        assert_eq!(data.email, "reem@example.org");
        assert_eq!(data.profile, [("skills".to_owned(), "لحام".to_owned())]);
        assert_eq!(
            (data.consents.len(), data.corrections.len(), data.tokens.len(), data.searches.len()),
            (1, 1, 1, 1)
        );
        let before = store.own_data(&other).await.unwrap();
        store.erase(&account, NOW + 9).await.unwrap();
        let left = store.account(&account.id).await.unwrap();
        assert_eq!(left.state, AccountState::Erased);
        let data = store.own_data(&left).await.unwrap();
        let text = serde_json::to_string(&data).unwrap();
        for trace in ["reem", "لحام", "example.org", "telephone", "2026-01-02"] {
            assert!(!text.contains(trace), "{trace} is left in {text}");
        }
        assert_eq!(store.own_data(&other).await.unwrap(), before, "another person's data changed");
        assert!(store.account_named("reem").await.is_err());
        store.set_active(&left, true, NOW).await.unwrap();
        assert_eq!(store.account(&account.id).await.unwrap().state, AccountState::Erased);
        let again = person(&store, "reem", &[]).await;
        assert_ne!(again.id, account.id, "the name is free again");
    });
}

#[test]
fn retention_removes_what_has_passed_its_time_and_nothing_else() {
    on_both(|store| async move {
        let account = person(&store, "ezz", &[]).await;
        let token = store.add_token(&account, "old", 0, NOW).await.unwrap();
        store.add_token(&account, "kept", 0, NOW).await.unwrap();
        store.revoke_token(&account, &token.id, NOW).await.unwrap();
        assert!(store.apply_retention(NOW + 60).await.unwrap().is_empty());
        let year = 366 * 24 * 60 * 60;
        let removed = store.apply_retention(NOW + year).await.unwrap();
        assert!(removed.contains(&("tokens", 1)), "{removed:?}");
        assert_eq!(store.tokens(&account).await.unwrap().len(), 1);
    });
}

#[test]
fn a_write_sent_twice_is_done_once() {
    on_both(|store| async move {
        let account = person(&store, "client", &[]).await;
        let reserve = |key: &'static str, request: &'static str| {
            let (store, account) = (store.clone(), account.clone());
            async move { store.reserve(&account, key, request, NOW).await.unwrap() }
        };
        assert_eq!(reserve("k", "POST /a").await, Repeat::First);
        assert_eq!(reserve("k", "POST /a").await, Repeat::Running);
        assert_eq!(reserve("k", "POST /b").await, Repeat::Different);
        let answer = StoredAnswer {
            status: 201,
            content_type: "application/json".into(),
            body: "{}".into(),
        };
        store.keep_answer(&account, "k", &answer).await.unwrap();
        assert_eq!(reserve("k", "POST /a").await, Repeat::Answered(answer));
        assert_eq!(reserve("other", "POST /a").await, Repeat::First);
        store.release(&account, "other").await.unwrap();
        assert_eq!(reserve("other", "POST /a").await, Repeat::First);
    });
}

#[test]
fn a_saved_search_keeps_its_quiet_hours_and_stops_by_one_click() {
    on_both(|store| async move {
        let account = person(&store, "layla", &["seeker"]).await;
        let save = |address: &'static str| {
            let (store, account) = (store.clone(), account.clone());
            async move {
                let search = NewSearch {
                    title: "t".into(),
                    address: address.into(),
                    channel: Channel::Email,
                    quiet: (22, 7),
                    ..NewSearch::default()
                };
                store.save_search(&account, &search, NOW).await
            }
        };
        assert!(save("https://elsewhere").await.is_err());
        assert!(save("//elsewhere").await.is_err());
        let id = save("/jobs?text=welder").await.unwrap();
        let search = &store.active_searches().await.unwrap()[0];
        let quiet: Vec<u8> = (0..24).filter(|hour| search.is_quiet(*hour)).collect();
        assert_eq!(quiet, [0, 1, 2, 3, 4, 5, 6, 22, 23]);
        store.add_notice(search, "3", "V-1\nV-2", NOW).await.unwrap();
        assert_eq!(store.notices(&account).await.unwrap()[0].content, "3");
        let code = store.stop_code(&id).await.unwrap();
        assert_eq!(store.stop_code(&id).await.unwrap(), code, "one link for all messages");
        let other = store.stop_code("s-00").await.unwrap();
        let forged = format!("{id}.{}", other.split_once('.').unwrap().1);
        for wrong in ["guess", "", ".", &id, &forged, &format!("{code}A")] {
            assert_eq!(store.stop_by_code(wrong).await.unwrap(), None, "{wrong}");
        }
        assert_eq!(store.stop_by_code(&code).await.unwrap().unwrap().id, id);
        assert!(store.active_searches().await.unwrap().is_empty());
        assert!(store.set_search_state(&account, &id, true).await.unwrap());
        assert_eq!(store.active_searches().await.unwrap().len(), 1);
    });
}

#[test]
fn an_email_is_claimed_once_and_tried_again_only_where_it_was_not_taken_over() {
    on_both(|store| async move {
        let account = person(&store, "layla", &["seeker"]).await;
        let new =
            NewSearch { address: "/jobs".into(), channel: Channel::Email, ..NewSearch::default() };
        let id = store.save_search(&account, &new, NOW).await.unwrap();
        let search = store.active_searches().await.unwrap().remove(0);
        let waiting = async |now| store.waiting_mails(now).await.unwrap();
        for _ in 0..3 {
            store.add_notice(&search, "1", "", NOW).await.unwrap();
        }
        let mails = waiting(NOW).await;
        assert_eq!(mails.len(), 3);
        assert_eq!(mails[0].to, "layla@example.org");
        for mail in &mails {
            assert!(store.claim_mail(&mail.notice.id, NOW).await.unwrap());
            assert!(!store.claim_mail(&mail.notice.id, NOW).await.unwrap(), "claimed twice");
        }
        // A crash here: what was claimed is never sent again.
        assert!(waiting(NOW + 1_000_000).await.is_empty());
        store.settle_mail(&mails[0], MailOutcome::Sent, NOW).await.unwrap();
        store.settle_mail(&mails[1], MailOutcome::Later, NOW).await.unwrap();
        store.settle_mail(&mails[2], MailOutcome::Never, NOW).await.unwrap();
        assert!(waiting(NOW + 299).await.is_empty());
        let again = waiting(NOW + 300).await;
        assert_eq!(again.len(), 1);
        assert_eq!((&again[0].notice.id, again[0].attempts), (&mails[1].notice.id, 1));
        store.set_search_state(&account, &id, false).await.unwrap();
        assert!(waiting(NOW + 300).await.is_empty(), "stopped means stopped");
    });
}

#[test]
fn a_threshold_is_written_as_it_is_read() {
    for text in ["", "above:0.12", "below:5", "above:-3"] {
        assert_eq!(text.parse::<Rule>().unwrap().to_string(), text);
    }
    for text in ["above", "above:", "over:3", "above:NaN", "below:inf", "above:x"] {
        assert!(text.parse::<Rule>().is_err(), "{text}");
    }
    let rule = Threshold { is_above: true, value: 2.0 };
    assert_eq!([1.9, 2.0, 2.1].map(|value| rule.is_passed_by(value)), [false, false, true]);
}

#[test]
fn rows_put_into_another_database_are_the_same_people() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str| folder.path().join(name);
        let first = Store::open_file(&file("first.db")).await.unwrap();
        let account = person(&first, "mona", &["trainer:TP-1", "seeker"]).await;
        let token = first.add_token(&account, "dashboard", 0, NOW).await.unwrap();
        first.set_profile(&account, "skills", "لحام \"قوس\"\n2", NOW).await.unwrap();
        first.ask_correction(&account, "hires", "wage", "7000", NOW).await.unwrap();
        let session = first.begin_session(&account, NOW).await.unwrap();
        let mut rows = Vec::new();
        let dumped = first.dump(&mut rows).await.unwrap();
        assert_eq!((dumped.rows["accounts"], dumped.rows["account_roles"]), (1, 2));
        let mut urls = vec![crate::store::file_url(&file("second.db"))];
        urls.extend(postgres::new_database().await);
        for url in urls {
            let second = Store::load(&url, &rows, false).await.unwrap();
            // Before the token is used, which is noted in its row.
            let mut again = Vec::new();
            second.dump(&mut again).await.unwrap();
            assert_eq!(sorted(&again), sorted(&rows), "the same rows come out again");
            assert_eq!(
                second.own_data(&account).await.unwrap(),
                first.own_data(&account).await.unwrap()
            );
            let found = second.token_account(token.secret.show(), NOW).await.unwrap();
            assert_eq!(found.unwrap().id, account.id);
            assert!(second.session(&session, NOW).await.unwrap().is_none(), "sessions end");
            assert!(Store::load(&url, &rows, false).await.is_err(), "accounts are not overwritten");
            Store::load(&url, &rows, true).await.unwrap();
            assert_eq!(second.account_count().await.unwrap(), 1);
            // Damaged rows change nothing.
            let text = String::from_utf8(rows.clone()).unwrap();
            let foreign = text.replace("[\"tokens\"", "[\"elsewhere\"");
            for wrong in [&text[..text.len() - 9], &text.replace("accounts_version", "x"), &foreign]
            {
                assert!(Store::load(&url, wrong.as_bytes(), true).await.is_err());
                assert_eq!(second.account_count().await.unwrap(), 1);
            }
            let newer = text.replacen("\"accounts_version\":", "\"accounts_version\":9", 1);
            let newer = Store::load(&url, newer.as_bytes(), true).await;
            assert!(matches!(newer, Err(Error::Newer { .. })), "{newer:?}");
        }
    });
}

fn sorted(rows: &[u8]) -> Vec<String> {
    let mut lines: Vec<String> = String::from_utf8_lossy(rows).lines().map(str::to_owned).collect();
    lines.sort();
    lines
}

#[test]
fn rows_of_an_older_version_get_what_later_versions_add() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let folder = tempfile::tempdir().unwrap();
        let rows = "{\"accounts_version\":2}\n\
            [\"accounts\",{\"account_id\":\"a-1\",\"user_name\":\"old\",\"shown_name\":\"\",\"email\":\"\",\
            \"password_hash\":\"\",\"state\":\"active\",\"person_id\":\"\",\"created_at\":1,\"changed_at\":1}]\n\
            [\"saved_searches\",{\"search_id\":\"s-1\",\"account_id\":\"a-1\",\"title\":\"t\",\"address\":\"/jobs\",\
            \"channel\":\"page\",\"quiet_from\":0,\"quiet_to\":0,\"stop_hash\":\"\",\"is_active\":1,\"seen\":\"\",\
            \"created_at\":1}]\n";
        let path = folder.path().join("a.db");
        let store = Store::load_file(&path, rows.as_bytes(), false).await.unwrap();
        let account = store.account_named("old").await.unwrap();
        let search = &store.saved_searches(&account).await.unwrap()[0];
        assert_eq!((search.rule, search.language.as_str()), (Rule::News, "ar"));
    });
}

#[test]
fn every_table_is_carried_over_or_named_as_passing() {
    let mut made: Vec<&str> = crate::store::MIGRATIONS
        .iter()
        .flat_map(|(_, _, sql)| sql.split("create table ").skip(1))
        .map(|rest| rest.split_whitespace().next().unwrap())
        .collect();
    made.sort_unstable();
    let mut known: Vec<&str> =
        crate::dump::TABLES.into_iter().chain(crate::dump::PASSING).collect();
    known.sort_unstable();
    assert_eq!(made, known);
}

#[test]
fn a_form_token_fits_its_cookie_only() {
    let (one, two) = (csrf_token("a"), csrf_token("b"));
    assert!(csrf_token_fits("a", &one) && csrf_token_fits("b", &two));
    assert!(!csrf_token_fits("a", &two) && !csrf_token_fits("a", "") && !csrf_token_fits("", &one));
}

#[test]
fn tables_run_forward_on_start_and_a_newer_database_is_refused() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let folder = tempfile::tempdir().unwrap();
        let file = format!("sqlite://{}/a.db?mode=rwc", folder.path().display());
        for url in [Some(file), postgres::new_database().await].into_iter().flatten() {
            let store = Store::open(&url).await.unwrap();
            person(&store, "first", &[]).await;
            store.close().await;
            let store = Store::open(&url).await.unwrap();
            assert_eq!(store.account_count().await.unwrap(), 1, "opening again keeps everything");
            sqlx::raw_sql(
                "insert into _sqlx_migrations \
                 (version, description, success, checksum, execution_time) \
                 select 99, 'later', success, checksum, 0 from _sqlx_migrations where version = 1",
            )
            .execute(store.pool())
            .await
            .unwrap();
            store.close().await;
            let newer = Store::open(&url).await;
            assert!(matches!(newer, Err(Error::Newer { .. })), "{newer:?}");
        }
        let strange = Store::open("mysql://host/x").await;
        assert!(matches!(strange, Err(Error::Url { .. })));
    });
}
