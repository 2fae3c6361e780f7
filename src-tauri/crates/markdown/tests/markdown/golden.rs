//! Whole texts and the trees they become.

use hadal_markdown::parse;

use crate::notation;

/// Cases are set apart by `=====`, text and tree by `-----`; `\r` and the like are written as such.
const CASES: &str = include_str!("golden.txt");

#[test]
fn each_text_becomes_its_tree() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for case in CASES.trim_end().split("\n=====\n") {
        let (text, tree) = case.split_once("\n-----\n").unwrap();
        count += 1;
        let got = notation::of(&parse(text));
        if got.trim_end() != tree.trim_end() {
            wrong.push(format!("{text}\n-----\n{got}"));
        }
    }
    assert!(count > 50, "the cases were read");
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n=====\n"));
}
