//! The document for Word, part by part.

use crate::parts::{part, well_formed};
use crate::{RICH, WIDE, document};
use hadal_markdown::NoPaint;
use hadal_typeset::docx;

#[test]
fn a_document_has_headings_tables_links_fonts_and_equations() {
    let bytes = docx(&document(RICH), &NoPaint).unwrap();
    for name in [
        "[Content_Types].xml",
        "_rels/.rels",
        "docProps/core.xml",
        "word/styles.xml",
        "word/settings.xml",
        "word/footer1.xml",
        "word/numbering.xml",
        "word/_rels/document.xml.rels",
    ] {
        well_formed(&part(&bytes, name));
    }
    let text = part(&bytes, "word/document.xml");
    well_formed(&text);
    assert_eq!(text.matches("<m:oMath>").count(), 27, "twenty and more formulas, none as source");
    assert!(!text.contains("\\frac") && !text.contains('$'), "no LaTeX is left");
    for mark in [
        "w:val=\"Heading1\"",
        "<w:tblHeader/>",
        "<m:f>",
        "<m:rad>",
        "<m:nary>",
        "<m:m>",
        "<m:d>",
        "<m:acc>",
        "<m:groupChr>",
        "<m:func>",
        "w:val=\"Code\"",
        "w:val=\"Quote\"",
        "<w:numPr>",
        "<w:hyperlink r:id=\"link0\">",
        "深海的洋流由",
        "&lt;&amp;&gt;",
    ] {
        assert!(text.contains(mark), "{mark}");
    }
    assert!(part(&bytes, "word/styles.xml").contains("w:eastAsia=\"Microsoft YaHei\""));
    assert!(part(&bytes, "word/_rels/document.xml.rels").contains("https://www.teos-10.org/"));
    assert!(part(&bytes, "word/footer1.xml").contains(" PAGE "));
}

#[test]
fn wide_tables_chemistry_and_alerts_have_their_own_widths_equations_and_colours() {
    let text = part(&docx(&document(WIDE), &NoPaint).unwrap(), "word/document.xml");
    well_formed(&text);
    for source in ["\\ce", "\\begin", "\\frac", "$$"] {
        assert!(!text.contains(source), "{source} is left as it was typed");
    }
    assert!(!text.contains("<m:e></m:e>"), "an empty place of an equation shows a box");
    let widths = |table: usize| -> Vec<u32> {
        let grid = text.split("<w:tblGrid>").nth(table + 1).unwrap().split("</w:tblGrid>").next().unwrap();
        grid.split("w:w=\"").skip(1).map(|rest| rest.split('"').next().unwrap().parse().unwrap()).collect()
    };
    let months = widths(0);
    assert!(months.len() == 12 && months.iter().sum::<u32>() <= 9_298, "{months:?}");
    assert!(months[1..].iter().all(|width| *width >= 600), "figures of five letters stand on one line: {months:?}");
    for style in ["AlertNote", "AlertTip", "AlertImportant", "AlertCaution"] {
        assert!(text.contains(&format!("<w:pStyle w:val=\"{style}\"/>")), "{style}");
    }
    let styles = part(&docx(&document(WIDE), &NoPaint).unwrap(), "word/styles.xml");
    let mut names: Vec<&str> =
        styles.split("<w:name w:val=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let all = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), all, "two styles of one name are one");
}

#[test]
fn each_list_counts_from_its_own_beginning() {
    let bytes = docx(&document("3. a\n4. b\n\ntext\n\n1. c\n"), &NoPaint).unwrap();
    let numbering = part(&bytes, "word/numbering.xml");
    assert!(
        numbering.contains("<w:startOverride w:val=\"3\"/>") && numbering.contains("<w:startOverride w:val=\"1\"/>")
    );
    let text = part(&bytes, "word/document.xml");
    assert!(text.contains("<w:numId w:val=\"1\"/>") && text.contains("<w:numId w:val=\"2\"/>"), "{text}");
}

#[test]
fn lines_from_right_to_left_begin_at_the_right_and_say_so() {
    let bytes = docx(&document("مرحبا English.\n\nplain\n\n- שלום\n"), &NoPaint).unwrap();
    let text = part(&bytes, "word/document.xml");
    well_formed(&text);
    assert_eq!(text.matches("<w:bidi/>").count(), 2, "{text}");
    assert!(text.contains("<w:rtl/></w:rPr><w:t xml:space=\"preserve\">مرحبا </w:t>"), "{text}");
    assert!(text.contains("<w:t xml:space=\"preserve\">English.</w:t>"), "{text}");
}

#[test]
fn lines_of_chinese_that_the_source_broke_are_joined_without_a_space() {
    let text = part(&docx(&document("深海\n洋流 and\nmore"), &NoPaint).unwrap(), "word/document.xml");
    let said: String =
        text.split("<w:t xml:space=\"preserve\">").skip(1).filter_map(|run| run.split('<').next()).collect();
    assert!(said.contains("深海洋流 and more"), "{said}");
}

#[test]
fn an_item_that_begins_with_something_else_than_words_keeps_its_mark() {
    let bytes =
        docx(&document("1. ```\n   code\n   ```\n2. words\n\n- [x] ```\n  done\n  ```\n- - inner\n-\n"), &NoPaint);
    let text = part(&bytes.unwrap(), "word/document.xml");
    well_formed(&text);
    let marks = |number: u32| text.matches(&format!("<w:numId w:val=\"{number}\"/>")).count();
    assert_eq!((marks(1), marks(2), marks(3)), (2, 2, 1), "{text}");
    assert_eq!(text.matches("<w:t xml:space=\"preserve\">☑</w:t>").count(), 1, "{text}");
    assert_eq!(text.matches("<w:keepNext/><w:numPr>").count(), 2, "a mark does not stand alone at the end of a page");
}

#[test]
fn what_turns_lines_is_left_out_of_what_was_typed() {
    let mut document = document("");
    document.title = "report\u{202e}fdp.exe";
    document.sections[0].text = "pay \u{2066}100\u{2069} \u{202e}001";
    let bytes = docx(&document, &NoPaint).unwrap();
    let text = part(&bytes, "word/document.xml") + &part(&bytes, "docProps/core.xml");
    assert!(!text.contains(['\u{202e}', '\u{2066}', '\u{2069}']) && text.contains("pay 100 001"), "{text}");
}

#[test]
fn equal_conversations_are_equal_bytes() {
    let make = || docx(&document(RICH), &NoPaint).unwrap();
    assert_eq!(make(), make());
}
