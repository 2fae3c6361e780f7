//! TESTS.md says which test holds which row of the API notes: every row is there, every name is a test that runs.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

const TABLE: &str = include_str!("../TESTS.md");

/// Rows of the notes, by section: a row that is dropped from the table is missed.
const ROWS: [(&str, usize); 3] = [("## 5.4", 15), ("## 6.1", 23), ("## 10", 13)];

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}

/// `answer::tests::a_test` for `src/answer.rs` and for `src/answer/tests.rs`, `api::a_test` for `tests/api.rs`.
fn tests() -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut all = BTreeSet::new();
    for (folder, is_unit) in [("src", true), ("tests", false)] {
        for path in sources(&root.join(folder)) {
            let text = fs::read_to_string(&path).unwrap();
            let place = path.strip_prefix(root.join(folder)).unwrap().with_extension("");
            let mut module: Vec<&str> = place.iter().filter_map(|part| part.to_str()).collect();
            if is_unit && !module.contains(&"tests") {
                module.push("tests");
            }
            let mut marked = false;
            for line in text.lines().map(str::trim) {
                marked |= line.starts_with("#[test]") || line.starts_with("#[tokio::test");
                let Some((_, rest)) = line.split_once("fn ") else { continue };
                if std::mem::take(&mut marked) {
                    let name = rest.split('(').next().unwrap();
                    all.insert(format!("{}::{name}", module.join("::")));
                }
            }
        }
    }
    all
}

/// What stands between two of these signs on one line.
fn between(line: &str, sign: char) -> impl Iterator<Item = &str> {
    line.split(sign).skip(1).step_by(2)
}

#[test]
fn every_test_that_the_table_names_exists() {
    let tests = tests();
    assert!(tests.contains("table::every_test_that_the_table_names_exists"), "the search finds tests");
    let mut named = 0;
    for (number, line) in TABLE.lines().enumerate().filter(|(_, line)| line.starts_with('|')) {
        for word in between(line, '`') {
            let is_name = word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "_:*".contains(c));
            let exists = if let Some(start) = word.strip_suffix('*').filter(|_| is_name) {
                tests.iter().any(|test| test.starts_with(start))
            } else if is_name && word.contains("::") {
                tests.contains(word)
            } else if is_name && word.matches('_').count() > 3 {
                tests.iter().any(|test| test.rsplit("::").next() == Some(word))
            } else {
                continue;
            };
            named += 1;
            assert!(exists, "TESTS.md:{}: there is no test {word}", number + 1);
        }
    }
    assert!(named > 50, "{named} names");
}

#[test]
fn every_row_of_a_test_that_the_table_names_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files = ["src/refusal/tests.rs", "src/reader/tests.rs", "src/request/check.rs"];
    let sources: Vec<String> = files.iter().map(|file| fs::read_to_string(root.join(file)).unwrap()).collect();
    for (number, line) in TABLE.lines().enumerate().filter(|(_, line)| line.starts_with('|')) {
        for row in between(line, '"') {
            let quoted = format!("\"{row}\"");
            let exists = sources.iter().any(|source| source.contains(&quoted));
            assert!(exists, "TESTS.md:{}: no test has a row {quoted}", number + 1);
        }
    }
}

#[test]
fn no_row_of_the_notes_is_missing_or_without_a_test() {
    for (heading, rows) in ROWS {
        let section = TABLE.split_once(heading).unwrap().1.split("\n## ").next().unwrap();
        let table: Vec<&str> = section.lines().filter(|line| line.starts_with('|')).skip(2).collect();
        assert_eq!(table.len(), rows, "{heading}");
        for row in table {
            let tests = row.trim_end_matches('|').rsplit(" | ").next().unwrap();
            assert!(tests.contains('`') || tests.contains('"'), "{row}: no test");
        }
    }
}
