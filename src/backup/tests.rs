//! Backups of small homes: whole or refused, the same accounts after, keys left out.

use std::fs;
use std::path::{Path, PathBuf};

use mizan_accounts::{NewAccount, Store};

use crate::*;

struct World {
    folder: tempfile::TempDir,
    store: Store,
}

impl World {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path().join("home");
        for (path, text) in [
            ("mizan-home", "1\n"),
            ("published", "2026-01-01.1"),
            ("lake/raw_hires/part-1.parquet", "PAR1 rows PAR1"),
            ("lake/raw_hires/_delta_log/00000000000000000000.json", "{}\n"),
            ("originals/abc", "sealed"),
            ("index/2026-01-01.1/words", "words"),
            ("index/2025-12-01.1/words", "old words"),
            ("staging/half", "half a file"),
            ("vault.key", &*"ab".repeat(32)),
            ("kept-by-mistake.txt", &*"cd".repeat(32)),
            ("audit/000000000001.log", "1\t1\t{}\tff\n2\t2\t{}\tff\n3\t3\thalf"),
            ("audit/checkpoints/a.note", "note"),
        ] {
            let path = home.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let store = Store::open_file(&home.join("accounts.db")).await.unwrap();
        let new = NewAccount { user_name: "mona".into(), ..NewAccount::default() };
        store.add_account(&new, 1_800_000_000).await.unwrap();
        Self { folder, store }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    async fn back_up(&self, name: &str) -> Result<Manifest> {
        let plan = Plan::of(&self.path("home"))?;
        take(&plan, &self.store, &self.path(name), Described::default(), &|_, _, _| {}).await
    }

    fn request(&self, from: &str, home: &str) -> RestoreRequest {
        RestoreRequest {
            from: self.path(from),
            home: self.path(home),
            accounts: AccountsTarget::File,
            is_forced: false,
            home_format: 1,
            stamp: "then".into(),
        }
    }

    async fn restore(&self, request: &RestoreRequest) -> Result<(Manifest, Option<PathBuf>)> {
        restore(request, &|_, _, _| {}).await
    }
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap()
}

#[tokio::test]
async fn what_was_backed_up_comes_back_and_keys_and_halves_stay_behind() {
    let world = World::new().await;
    let manifest = world.back_up("backup").await.unwrap();
    assert_eq!(manifest.keys, ["kept-by-mistake.txt", "vault.key"]);
    assert_eq!((manifest.entries, manifest.vintage.as_deref()), (2, Some("2026-01-01.1")));
    assert_eq!(manifest.accounts.rows["accounts"], 1);
    let (_, old) = world.restore(&world.request("backup", "again")).await.unwrap();
    assert_eq!(old, None);
    let again = world.path("again");
    for name in ["published", "lake/raw_hires/part-1.parquet", "index/2026-01-01.1/words"] {
        assert_eq!(text(&again.join(name)), text(&world.path("home").join(name)), "{name}");
    }
    assert!(text(&again.join("audit/000000000001.log")).ends_with("2\t2\t{}\tff\n"));
    for name in ["vault.key", "kept-by-mistake.txt", "staging/half", "index/2025-12-01.1/words"] {
        assert!(!again.join(name).exists(), "{name}");
    }
    let store = Store::open_file(&again.join("accounts.db")).await.unwrap();
    assert_eq!(store.account_named("mona").await.unwrap().user_name, "mona");
}

#[tokio::test]
async fn a_damaged_a_foreign_and_a_newer_backup_are_refused_before_anything_is_touched() {
    let world = World::new().await;
    world.back_up("backup").await.unwrap();
    let backup = world.path("backup");
    let request = world.request("backup", "again");
    let victim = backup.join("files/originals/abc");
    for (harm, word) in [("sEaled", "other bytes"), ("seal", "4 bytes where 6"), ("", "0 bytes")] {
        fs::write(&victim, harm).unwrap();
        let Err(Error::Damaged { findings }) = world.restore(&request).await else { panic!() };
        assert!(
            findings[0].contains(word) && findings[0].contains("originals/abc"),
            "{findings:?}"
        );
    }
    fs::remove_file(&victim).unwrap();
    assert!(matches!(world.restore(&request).await, Err(Error::Damaged { .. })));
    fs::write(&victim, "sealed").unwrap();
    fs::write(backup.join("files/planted"), "more").unwrap();
    assert!(matches!(verify(&backup, &|_, _, _| {}), Err(Error::Damaged { .. })));
    fs::remove_file(backup.join("files/planted")).unwrap();
    verify(&backup, &|_, _, _| {}).unwrap();
    let manifest = text(&backup.join(MANIFEST));
    for (from, to) in [("originals/abc", "../../outside"), ("\"entries\": 2", "\"entries\": 3")] {
        fs::write(backup.join(MANIFEST), manifest.replace(from, to)).unwrap();
        assert!(matches!(world.restore(&request).await, Err(Error::Damaged { .. })), "{to}");
    }
    fs::write(backup.join(MANIFEST), manifest.replace("\"format\": 1,", "\"format\": 2,")).unwrap();
    assert!(matches!(world.restore(&request).await, Err(Error::Newer { .. })));
    fs::write(backup.join(MANIFEST), &manifest).unwrap();
    let newer = RestoreRequest { home_format: 0, ..request.clone() };
    assert!(matches!(world.restore(&newer).await, Err(Error::Newer { .. })));
    assert!(!world.path("again").exists(), "a refused restore leaves nothing");
    assert!(matches!(
        world.restore(&world.request("nowhere", "again")).await,
        Err(Error::NoBackup { .. })
    ));
    world.restore(&request).await.unwrap();
}

#[tokio::test]
async fn a_home_that_holds_something_is_kept_and_only_moved_aside_where_forced() {
    let world = World::new().await;
    world.back_up("backup").await.unwrap();
    let request = world.request("backup", "home");
    assert!(matches!(world.restore(&request).await, Err(Error::NotEmpty { .. })));
    fs::write(world.path("home/since"), "since").unwrap();
    let forced = RestoreRequest { is_forced: true, ..request };
    let (_, old) = world.restore(&forced).await.unwrap();
    let old = old.unwrap();
    assert_eq!(text(&old.join("since")), "since");
    assert!(old.join("vault.key").exists() && !world.path("home/since").exists());
}

#[tokio::test]
async fn a_backup_never_lies_in_the_home_and_an_interrupted_one_is_made_anew() {
    let world = World::new().await;
    for name in ["home/backup", "home"] {
        let refused = world.back_up(name).await;
        assert!(matches!(refused, Err(Error::Nested { .. } | Error::Taken { .. })), "{name}");
    }
    fs::create_dir_all(world.path("taken.part")).unwrap();
    fs::write(world.path("taken.part/mine"), "mine").unwrap();
    assert!(matches!(world.back_up("taken").await, Err(Error::Taken { .. })));
    fs::create_dir_all(world.path("half.part/files")).unwrap();
    fs::write(world.path("half.part/unfinished-backup"), "").unwrap();
    fs::write(world.path("half.part/files/rest"), "rest").unwrap();
    world.back_up("half").await.unwrap();
    assert!(!world.path("half/files/rest").exists());
    assert!(matches!(world.back_up("half").await, Err(Error::Taken { .. })));
}

#[tokio::test]
async fn a_file_that_changes_meanwhile_is_named_and_no_backup_is_left() {
    let world = World::new().await;
    let plan = Plan::of(&world.path("home")).unwrap();
    fs::write(world.path("home/lake/raw_hires/part-1.parquet"), "PAR1 other rows PAR1").unwrap();
    let taken =
        take(&plan, &world.store, &world.path("b"), Described::default(), &|_, _, _| {}).await;
    assert!(matches!(taken, Err(Error::Changed { path }) if path.ends_with("part-1.parquet")));
    assert!(!world.path("b").exists());
}
