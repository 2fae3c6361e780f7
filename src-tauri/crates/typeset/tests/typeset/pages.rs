//! PDF and PNG: what pdftotext reads, and what the pictures are.

use crate::{RICH, WIDE, document};
use hadal_markdown::NoPaint;
use hadal_typeset::{PICTURE_MAX_HEIGHT, Paper, TypesetError, glance, pdf, png};
use std::process::Command;

/// The words of a PDF, as another program reads them, and the tool's own report on it.
fn read(bytes: &[u8]) -> (String, String) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.pdf");
    std::fs::write(&path, bytes).unwrap();
    let run = |program: &str, more: &[&str]| {
        let output = Command::new(program).arg(&path).args(more).output().expect("poppler-utils is installed");
        assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
        assert!(output.stderr.is_empty(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    (run("pdftotext", &["-"]), run("pdfinfo", &[]))
}

#[test]
fn a_pdf_holds_all_text_with_chinese_code_tables_and_formulas() {
    let bytes = pdf(&document(RICH), Paper::A4, &NoPaint).unwrap();
    let (text, about) = read(&bytes);
    let flat: String = text.split_whitespace().collect();
    for words in [
        "深海里的洋流·Deepseacurrents",
        "请解释热盐环流。",
        "With**figures**,please<&>.",
        "先想一想",
        "深海的洋流由温度和盐度共同驱动,所以叫作「热盐环流」。",
        "theTEOS-10manual",
        "gsw_rho(SA,CT,p)",
        "E=mc",
        "如果",
        "otherwise",
        "加热",
        "argmax",
        "受风和日照影响,混合充分,季节变化明显",
        "Thermocline",
        "letbase=1027.0;//reference,参考值",
        "更深一层",
        "海洋是气候的记忆。",
        "引自一次谈话,2019。",
        "Stoppedhere",
    ] {
        assert!(flat.contains(words), "{words} is missing in {text}");
    }
    assert!(about.contains("Deep sea currents") && about.contains("595.276 x 841.89"), "{about}");
    assert!(about.contains("CreationDate"), "{about}");
    let raw = String::from_utf8_lossy(&bytes);
    assert!(raw.contains("/Outlines") && raw.contains("https://www.teos-10.org/"), "contents and links");
}

/// Left and right edges of every word on every page, in points.
fn edges(bytes: &[u8]) -> Vec<(String, f32, f32)> {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.pdf");
    std::fs::write(&path, bytes).unwrap();
    let output =
        Command::new("pdftotext").arg("-bbox").arg(&path).arg("-").output().expect("poppler-utils is installed");
    let text = String::from_utf8(output.stdout).unwrap();
    let number = |word: &str, name: &str| -> f32 {
        word.split(name).nth(1).unwrap().split('"').nth(1).unwrap().parse().unwrap()
    };
    text.split("<word ")
        .skip(1)
        .map(|word| {
            let said = word.split('>').nth(1).unwrap().split('<').next().unwrap();
            (said.to_owned(), number(word, "xMin="), number(word, "xMax="))
        })
        .collect()
}

#[test]
fn what_is_hard_to_set_is_all_there_and_nothing_stands_beside_the_page() {
    let bytes = pdf(&document(WIDE), Paper::A4, &NoPaint).unwrap();
    let (text, _) = read(&bytes);
    let flat: String = text.split_whitespace().collect();
    for words in [
        "12.25",
        "34.82",
        "溶解氧",
        "Pneumonoultra",
        "gesellschaft",
        "沿着海底流向赤道。",
        "CaCO",
        "HCO",
        "571.6",
        "平均温度",
        "ORDERBY",
        "curl-shttps",
        "deep.tsv",
        "├──深海/",
        "English",
        "1990",
        "Outsideagain.",
        "fmt.Println(\"深\")",
        "注意:note",
        "Careful.",
        "withatableinside:",
        "thesecondone",
        "onepointonepointone",
        "HTMLstaystext",
        "*star*",
        "`ticks`",
        "①②③",
        "《书名》【括号】",
        "脚注with",
    ] {
        assert!(flat.contains(words), "{words} is missing in {text}");
    }
    for (word, left, right) in
        edges(&bytes).into_iter().chain(edges(&pdf(&document(RICH), Paper::A4, &NoPaint).unwrap()))
    {
        assert!(left >= 61.0 - 14.0 && right <= 595.3 - 61.0, "{word} stands from {left} to {right}");
    }
}

#[test]
fn a_formula_that_cannot_be_drawn_stands_as_its_source() {
    let long = "a".repeat(4_000);
    let text = format!(
        "before $x=\\text{{\u{a984}}}$ between **$b$ ${long}$ bold** after\n\n|$y=\\text{{\u{a984}}}$|\n|-|\n|b|"
    );
    let (found, _) = read(&pdf(&document(&text), Paper::A4, &NoPaint).unwrap());
    let flat: String = found.split_whitespace().collect();
    assert!(flat.contains("before$x=\\text{") && flat.contains("}$between") && flat.contains("$y=\\text{"), "{found}");
    // The foot of a page stands between.
    assert!(flat.contains("$aaaaaaaa") && flat.contains("aaaaaaaa$bold"), "{found}");
}

/// Where the lowest word that begins so ends, from the top of its page, in points.
fn lowest(bytes: &[u8], begins: &str) -> f32 {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.pdf");
    std::fs::write(&path, bytes).unwrap();
    let output = Command::new("pdftotext").arg("-bbox").arg(&path).arg("-").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let words = text.split("<word ").skip(1).filter(|word| word.contains(&format!(">{begins}")));
    words
        .map(|word| word.split("yMax=\"").nth(1).unwrap().split('"').next().unwrap().parse().unwrap())
        .fold(0.0, f32::max)
}

#[test]
fn the_mark_of_an_item_that_begins_with_code_stands_beside_its_first_line() {
    let bytes = pdf(&document("7. ```\n   zzcode\n   zzmore\n   ```"), Paper::A4, &NoPaint).unwrap();
    let (mark, code) = (lowest(&bytes, "7."), lowest(&bytes, "zzcode"));
    assert!((mark - code).abs() < 4.0, "the mark ends at {mark}, the code at {code}");
}

#[test]
fn the_numbers_of_a_list_stand_where_its_lines_begin() {
    let edge = |text: &str, word: &str| {
        let bytes = pdf(&document(text), Paper::A4, &NoPaint).unwrap();
        let found = edges(&bytes).into_iter().find(|(said, ..)| said.contains(word));
        let (_, from, to) = found.unwrap_or_else(|| panic!("{word} of {text:?} is not there: {:?}", edges(&bytes)));
        (from, to)
    };
    let english = "71. zz\n72. yy";
    assert!(edge(english, "71").1 < edge(english, "zz").0, "on the left of what is read to the right");
    let hebrew = "71. שלום zz\n72. yy";
    assert!(edge(hebrew, "71").0 > edge(hebrew, "zz").1, "on the right of what is read to the left");
    assert!(edge(hebrew, "72").0 > edge(hebrew, "yy").1, "and so with all of that list");
}

#[test]
fn a_formula_taller_than_a_page_is_made_smaller() {
    let rows = (0..80).map(|row| format!("x_{{{row}}} &= {row} \\\\")).collect::<String>();
    let tall = format!("\\begin{{aligned}} {rows} y &= \\text{{zz}} \\end{{aligned}}");
    for text in [format!("$$\n{tall}\n$$"), format!("in a line ${tall}$"), format!("|head|\n|-|\n|${tall}$|")] {
        let bytes = pdf(&document(&text), Paper::A4, &NoPaint).unwrap();
        let low = lowest(&bytes, "zz");
        // Below the text only the page's number stands.
        assert!((300.0..=842.0 - 64.0 + 8.0).contains(&low), "{low}: {text}");
    }
}

#[test]
fn a_rare_character_is_a_box_and_refuses_nothing() {
    let (text, _) = read(&pdf(&document("rare \u{2fa1f} and 的, $\\text{\u{2fa1f}}$"), Paper::A4, &NoPaint).unwrap());
    assert!(text.contains("rare") && text.contains("的"), "{text}");
}

#[test]
fn what_turns_lines_is_left_out_of_titles_and_of_what_was_typed() {
    let mut document = document("");
    document.title = "report\u{202e}fdp.exe";
    document.sections[0].text = "pay \u{2066}100\u{2069} \u{202e}001";
    let (text, about) = read(&pdf(&document, Paper::A4, &NoPaint).unwrap());
    assert!(text.contains("pay 100 001") && text.contains("reportfdp.exe"), "{text}");
    assert!(!text.contains(['\u{202e}', '\u{2066}']) && about.contains("reportfdp.exe"), "{about}");
}

#[test]
fn letter_paper_is_letter_paper() {
    let (_, about) = read(&pdf(&document("short"), Paper::Letter, &NoPaint).unwrap());
    assert!(about.contains("612 x 792") && about.contains("Pages:           1"), "{about}");
}

#[test]
fn the_head_of_a_table_comes_again_on_every_page() {
    let rows: String = (0..200).map(|row| format!("| row {row} | 值 |\n")).collect();
    let (text, about) =
        read(&pdf(&document(&format!("| Layer | 层 |\n|--|--|\n{rows}")), Paper::A4, &NoPaint).unwrap());
    let pages: usize = about.lines().find_map(|line| line.strip_prefix("Pages:")).unwrap().trim().parse().unwrap();
    assert!(pages > 3, "{pages}");
    assert!(text.matches("Layer").count() >= pages - 1, "{text}");
    let words: Vec<&str> = text.split_whitespace().collect();
    let missing = (0..200).find(|row| !words.windows(2).any(|pair| pair == ["row", &row.to_string()]));
    assert_eq!(missing, None, "{text}");
}

#[test]
fn a_glance_is_small_however_long_the_text_is_and_changes_with_it() {
    let long = format!("{RICH}{}", "更多。More of it.\n\n".repeat(40_000));
    let begun = glance(&document(&long), &NoPaint).unwrap();
    let side = |at: usize| u32::from_be_bytes(begun[at..at + 4].try_into().unwrap());
    assert!(begun.starts_with(b"\x89PNG\r\n\x1a\n") && begun.len() < 400_000, "{}", begun.len());
    assert!(side(16) == 850 && side(20) <= 1_100, "{} × {}", side(16), side(20));
    assert_ne!(begun, glance(&document("short"), &NoPaint).unwrap());
    assert!(glance(&document(""), &NoPaint).is_ok());
}

#[test]
fn a_picture_is_one_and_a_long_one_goes_on_in_the_next() {
    let pictures = |text: &str| {
        let mut all = Vec::new();
        let each = &mut |bytes: Vec<u8>| -> Result<(), TypesetError> {
            let side = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
            assert!(bytes.starts_with(b"\x89PNG\r\n\x1a\n"));
            all.push((side(16), side(20)));
            Ok(())
        };
        png(&document(text), &NoPaint, each).unwrap();
        all
    };
    let short = pictures("**短** $x^2$ 🐳");
    assert!(matches!(short[..], [(1360, high)] if high < 1_000), "{short:?}");
    let lines: String = (0..400).map(|line| format!("- {line}\n")).collect();
    let long = pictures(&lines);
    assert_eq!(long.len(), 2, "{long:?}");
    assert!(long.iter().all(|(wide, high)| *wide == 1360 && *high <= PICTURE_MAX_HEIGHT), "{long:?}");
}
