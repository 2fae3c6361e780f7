//! Hundreds of titles that someone might make a file system stumble over, checked against rules written anew.

use hadal_transfer::{FILE_NAME_MAX_BYTES, file_name};
use proptest::prelude::*;
use std::collections::BTreeSet;

/// What is wrong with a name on any of the three systems; kept apart from the code that makes names.
fn fault(name: &str) -> Option<&'static str> {
    let reserved: BTreeSet<String> = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$"]
        .into_iter()
        .map(String::from)
        .chain("0123456789¹²³".chars().flat_map(|n| [format!("COM{n}"), format!("LPT{n}")]))
        .collect();
    let device = name.split('.').next().unwrap().trim_end_matches(' ').to_uppercase();
    if name.is_empty() || name == "." || name == ".." {
        Some("no name at all")
    } else if name.len() > FILE_NAME_MAX_BYTES {
        Some("too long")
    } else if name.chars().any(|c| "<>:\"/\\|?*".contains(c)) {
        Some("forbidden on Windows")
    } else if name.chars().any(char::is_control) {
        Some("control character")
    } else if name.chars().any(|c| {
        ('\u{200b}'..='\u{200f}').contains(&c)
            || ('\u{2028}'..='\u{202e}').contains(&c)
            || ('\u{2060}'..='\u{206f}').contains(&c)
            || c == '\u{61c}'
            || c == '\u{feff}'
            || c == '\u{ad}'
    }) {
        Some("invisible or turning character")
    } else if name.starts_with(['.', ' ', '-', '~']) || name.ends_with(['.', ' ']) {
        Some("bad at the ends")
    } else if reserved.contains(&device) {
        Some("a device on Windows")
    } else {
        None
    }
}

const TITLES: &[&str] = &[
    "",
    " ",
    ".",
    "..",
    "...",
    "/",
    "\\",
    "///",
    "../../etc/passwd",
    "..\\..\\windows\\system32",
    "C:\\x",
    "C:",
    "\\\\server\\share",
    "~",
    "~root",
    "-rf",
    "--help",
    "- ",
    ".hidden",
    "name.",
    "name. .",
    "name ",
    "a/b",
    "a\\b",
    "a:b:$DATA",
    "file.txt:stream",
    "nul\0byte",
    "\0",
    "line\nbreak",
    "\r\n",
    "\t",
    "\x1b[31mred",
    "\x7f",
    "\u{85}",
    "\u{9f}",
    "\u{a0}",
    "\u{3000}",
    "\u{2028}",
    "\u{202e}gpj.exe",
    "\u{2066}x\u{2069}",
    "\u{feff}bom",
    "\u{200b}",
    "a\u{ad}b",
    "\u{e000}",
    "\u{f03a}",
    "\u{ffff}",
    "\u{10ffff}",
    "\u{e0041}\u{e007f}",
    "é",
    "e\u{301}",
    "\u{301}\u{301}",
    "ＣＯＮ",
    "a．b",
    "．．／",
    "𝓒𝓞𝓝",
    "👨‍👩‍👧‍👦",
    "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
    "ẞ",
    "İ",
    "$(reboot)",
    "`id`",
    "%PATH%",
    "!x",
    "a;b&c|d",
    "<script>",
    "\"quoted\"",
    "'quoted'",
    "?*",
    "***",
    "|||",
    ":::",
    "desktop.ini",
    "Thumbs.db",
    "深海里有什么？",
    "مرحبا",
    "שלום",
    "ไทย",
    "한국어",
    "नमस्ते",
    "a..b",
    "a. b",
    ".. ..",
    " . . ",
    "-.-",
    "~.~",
    "conversation",
    "_",
    "CON CON",
    "x CON",
];

fn hostile_titles() -> Vec<String> {
    let mut titles: Vec<String> = TITLES.iter().copied().map(String::from).collect();
    for device in
        ["CON", "PRN", "AUX", "NUL", "COM1", "COM9", "COM0", "LPT1", "LPT9", "COM¹", "LPT³", "CONIN$", "CONOUT$"]
    {
        let small = device.to_lowercase();
        titles.extend([
            device.to_owned(),
            small.clone(),
            format!("{device}.txt"),
            format!("{device}."),
            format!("{device} "),
            format!("{small} .md"),
            format!(" {device}"),
            format!("{device}.tar.gz"),
            format!(".{device}"),
            format!("-{device}"),
            format!("{device}\u{200b}"),
            format!("{device}:"),
            format!("{device}/"),
            format!("\u{202e}{device}"),
        ]);
    }
    for unit in ["a", "é", "深", "👍", "e\u{301}", " ", ".", "\u{202e}", "a.", "a ", "/", "한"] {
        titles.extend([64, 198, 199, 200, 255, 1000].map(|count| unit.repeat(count)));
    }
    titles
}

#[test]
fn hostile_titles_become_legal_names() {
    let titles = hostile_titles();
    assert!(titles.len() >= 300, "{} titles", titles.len());
    for title in &titles {
        for extension in ["md", "json", ""] {
            let name = file_name(title, extension);
            assert_eq!(fault(&name), None, "{title:?} became {name:?}");
            assert!(extension.is_empty() || name.ends_with(&format!(".{extension}")), "{name:?}");
        }
    }
}

#[test]
fn ordinary_titles_stay_as_they_are() {
    for title in ["Deep sea", "深海里有什么？", "C# and F#", "It's 3.5 km", "naïve café", "한국어"] {
        assert_eq!(file_name(title, "md"), format!("{title}.md"));
    }
    assert_eq!(file_name("either/or: which?", "md"), "either-or- which-.md");
    assert_eq!(file_name("", "md"), "conversation.md");
    assert_eq!(file_name("con", "json"), "_con.json");
    assert_eq!(file_name("a \n\t b", "md"), "a b.md");
    assert_eq!(file_name("e\u{301}", "md"), "é.md", "both spellings of a letter make one name");
}

#[test]
fn a_hostile_extension_cannot_make_a_path() {
    assert_eq!(file_name("a", "../../x"), "a.x");
    assert_eq!(file_name("a", "."), "a");
}

proptest! {
    #[test]
    fn any_title_becomes_a_legal_name_that_stays_itself(title in prop::collection::vec(any::<char>(), 0..300)) {
        let title = String::from_iter(title);
        let name = file_name(&title, "md");
        prop_assert_eq!(fault(&name), None, "{:?}", name);
        let stem = name.strip_suffix(".md").unwrap();
        prop_assert_eq!(file_name(stem, "md"), name.clone(), "making a name of a name changes nothing");
    }
}

#[test]
fn the_rules_of_this_test_find_bad_names() {
    for bad in ["", "..", "a/b", "nul.md", "Com1", "a.", "a\u{202e}b", "x\0", &"a".repeat(201)] {
        assert!(fault(bad).is_some(), "{bad:?}");
    }
}

#[test]
fn three_hundred_hostile_titles_go_into_one_folder_and_none_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("conversation.md"), "was here").unwrap();
    std::fs::create_dir(folder.path().join("a-b.md")).unwrap();
    let mut titles = hostile_titles();
    let long = "深".repeat(300);
    for again in ["b 2", "b", "B", "A", "a", "A 2", "a 2", "A", "e\u{301}", "\u{e9}", "\u{c9}", &long, &long, &long] {
        titles.push(again.to_owned());
    }
    // Letters that some system takes for others: long s, Kelvin, sharp s, ligatures, sigmas, dotless i, Ångström.
    for again in
        ["ſ", "s", "S", "\u{212a}", "k", "ß", "ss", "ẞ", "ﬁ", "fi", "σ", "ς", "Σ", "ı", "i", "\u{212b}", "å", "Å"]
    {
        titles.push(again.to_owned());
    }
    while titles.len() < 300 {
        titles.push(titles[titles.len() % 97].clone());
    }
    let mut files = hadal_transfer::Folder::default();
    let mut compared = BTreeSet::new();
    for (at, title) in titles.iter().enumerate() {
        let name = files.write(folder.path(), title, "md", at.to_string().as_bytes()).unwrap();
        assert_eq!(fault(&name), None, "{title:?} became {name:?}");
        let as_compared: String =
            unicode_normalization::UnicodeNormalization::nfd(name.to_uppercase().to_lowercase().as_str()).collect();
        assert!(compared.insert(as_compared), "{title:?} became {name:?}, which another one has");
    }
    let contents: BTreeSet<String> = compared_contents(folder.path());
    assert_eq!(contents.len(), titles.len() + 1, "each has its own file, and what was there is there");
    assert!(contents.contains("was here"));
}

fn compared_contents(folder: &std::path::Path) -> BTreeSet<String> {
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file());
    files.map(|path| std::fs::read_to_string(path).unwrap()).collect()
}
