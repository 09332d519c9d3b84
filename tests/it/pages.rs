//! The pages: three readers, two languages, no script needed.

use crate::support::{mizan, sample, sample_server};
use crate::visitor::Browser;

const PAGES: [&str; 13] = [
    "/",
    "/jobs",
    "/matches",
    "/cohorts",
    "/market",
    "/coverage",
    "/shortages",
    "/permits",
    "/services",
    "/deliveries",
    "/links",
    "/methods",
    "/styleguide",
];

#[test]
fn every_page_is_there_in_both_languages_and_directions() {
    let server = sample_server();
    for path in PAGES {
        let (status, arabic) = server.get(path);
        assert_eq!(status, 200, "{path}");
        assert!(arabic.contains(r#"<html lang="ar""#) && arabic.contains(r#"dir="rtl""#), "{path}");
        let (status, english) = server.get(&format!("/en{path}"));
        assert_eq!(status, 200, "/en{path}");
        assert!(
            english.contains(r#"<html lang="en""#) && english.contains(r#"dir="ltr""#),
            "{path}"
        );
        assert!(!english.contains("<script"), "{path} needs no script");
    }
}

#[test]
fn a_job_seeker_sees_why_an_opening_fits_and_what_is_missing() {
    let (status, page) = sample_server().get("/en/matches?occupation=7212&skill=arc-welding");
    assert_eq!(status, 200);
    assert!(page.contains("arc welding") || page.contains("weld"), "names the skill");
    assert!(page.contains("/en/jobs/"), "links to openings");
}

#[test]
fn a_trainer_opens_a_cohort_from_the_list_and_no_rate_is_called_impact() {
    let server = sample_server();
    let (_, list) = server.get("/en/cohorts");
    let code = list.split("/en/cohorts/").nth(1).and_then(|rest| rest.split(['"', '?']).next());
    let (status, page) = server.get(&format!("/en/cohorts/{}", code.expect("a cohort is linked")));
    assert_eq!(status, 200);
    assert!(page.contains("<svg"), "the funnel is drawn");
}

#[test]
fn the_market_page_filters_by_address_and_has_a_table_behind_every_chart() {
    let server = sample_server();
    let (status, page) = server.get("/en/market?governorate=EG-C");
    assert_eq!(status, 200);
    assert!(page.contains("Cairo"));
    assert_eq!(
        page.matches("<figure").count(),
        page.matches("<details").count().min(page.matches("<figure").count())
    );
    assert!(page.matches("<table").count() >= page.matches("<svg role=\"img\"").count());
}

#[test]
fn what_does_not_exist_is_a_page_that_says_so_in_the_readers_language() {
    let server = sample_server();
    for path in ["/nothing", "/jobs/none", "/cohorts/none"] {
        assert_eq!(server.get(path).0, 404, "{path}");
        assert_eq!(server.get(&format!("/en{path}")).0, 404, "/en{path}");
    }
    for path in [
        "/market?governorate=EG-XX",
        "/market?month=2099-01",
        "/market?month=x",
        "/jobs?wage_min=x",
        "/services?service=x",
    ] {
        let (status, page) = server.get(path);
        assert_eq!(status, 400, "{path}");
        assert!(page.contains(r#"dir="rtl""#), "{path}");
    }
}

#[test]
fn pages_allow_nothing_from_elsewhere() {
    let server = sample_server();
    let response = ureq::get(format!("http://{}/", server.address)).call().unwrap();
    let policy = response.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.contains("default-src 'none'"), "{policy}");
}

#[test]
fn an_officer_prints_a_list_whose_code_opens_it_again_for_anybody() {
    let server = sample_server();
    let made = mizan(sample(), &["user", "add", "counter", "--role", "officer:OF-1", "--json"]);
    made.done();
    let token = mizan(sample(), &["user", "token", "counter", "--json"]).json();
    let mut officer = Browser::with_token(server, token["token"].as_str().unwrap());
    let search = "/jobs?text=welder";
    let answer = officer.get(&format!("/en{search}"));
    assert_eq!(answer.status, 200, "{}", answer.text());
    let page = answer.text();
    assert!(page.contains("Make a list to print") && page.contains("Save this search"), "{page}");
    assert!(!server.get("/en/jobs?text=welder").1.contains("Make a list to print"));
    let answer = officer.post("/en/lists", &[("address", search)]);
    assert_eq!(answer.status, 303);
    let place = answer.header("location");
    assert_eq!(officer.post("/en/lists", &[("address", search)]).header("location"), place);
    // Anybody opens it by the code, in any way of writing it, in both languages.
    let (status, list) = server.get(&place);
    assert_eq!(status, 200);
    let code = list.split("class=\"code\" dir=\"ltr\">").nth(1).unwrap().split('<').next().unwrap();
    assert_eq!((code.len(), code.find('-')), (9, Some(4)), "{code}");
    let first = server.json("/api/v1/openings?text=welder&limit=1");
    let first = first["matches"][0]["opening"]["id"].as_str().unwrap();
    assert!(list.contains(first) && list.contains("text=welder"));
    let mut visitor = Browser::new(server);
    let typed = code.to_lowercase().replace('-', "");
    let answer = visitor.get(&format!("/lists?code={typed}"));
    assert_eq!(answer.header("location"), place.replace("/en/", "/"));
    assert!(visitor.get(&answer.header("location")).text().contains(code));
    let wrong = visitor.get("/en/lists?code=nonsense!").text();
    assert!(wrong.contains("this is no code of a list"));
    assert_eq!(visitor.get("/lists/00000000").status, 404);
    for address in ["/account", "//evil.example/jobs", "https://evil.example/jobs", ""] {
        assert_eq!(officer.post("/lists", &[("address", address)]).status, 400, "{address}");
    }
}
