//! `mizan lineage`: drawn from the queries, and the printed copy kept true.

use crate::support::{Home, root};

const BEGIN: &str = "<!-- lineage: written by `mizan lineage`, kept true by a test -->\n";
const END: &str = "<!-- end of lineage -->";

#[test]
fn the_copy_in_the_pipelines_readme_is_true() {
    let path = root().join("pipelines/README.md");
    let text = std::fs::read_to_string(&path).unwrap();
    let (head, rest) = text.split_once(BEGIN).expect("the README marks where the lineage begins");
    let (copy, tail) = rest.split_once(END).expect("the README marks where the lineage ends");
    let drawn = Home::new().run(&["lineage"]).done();
    if std::env::var_os("MIZAN_ACCEPT").is_some() {
        std::fs::write(&path, format!("{head}{BEGIN}{drawn}{END}{tail}")).unwrap();
        return;
    }
    assert_eq!(copy, drawn, "run `MIZAN_ACCEPT=1 cargo test -p mizan --test it lineage` to accept");
}

#[test]
fn one_table_is_drawn_down_to_its_deliveries() {
    let home = Home::new();
    let tree = home.run(&["lineage", "mart_openings"]).done();
    assert!(tree.starts_with("mart_openings\n  core_"), "{tree}");
    assert!(tree.contains("raw_vacancies"), "{tree}");
    let run = home.run(&["lineage", "mart_opening"]);
    assert_eq!(run.code, 1);
    assert!(run.err.contains("did you mean `mart_openings`?"), "{}", run.err);
}
