//! The parts of a document beside its text.

use super::{Media, escape};
use crate::calendar;
use std::fmt::Write as _;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>";

pub(super) const CONTENT_TYPES: &str = concat!(
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>",
    "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">",
    "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>",
    "<Default Extension=\"xml\" ContentType=\"application/xml\"/>",
    "<Default Extension=\"png\" ContentType=\"image/png\"/>",
    "<Default Extension=\"jpeg\" ContentType=\"image/jpeg\"/>",
    "<Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/>",
    "<Override PartName=\"/word/styles.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml\"/>",
    "<Override PartName=\"/word/settings.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml\"/>",
    "<Override PartName=\"/word/numbering.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml\"/>",
    "<Override PartName=\"/word/footer1.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml\"/>",
    "<Override PartName=\"/docProps/core.xml\" ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/>",
    "</Types>"
);

pub(super) const RELATIONS: &str = concat!(
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>",
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">",
    "<Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/>",
    "<Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties\" Target=\"docProps/core.xml\"/>",
    "</Relationships>"
);

pub(super) const SETTINGS: &str = concat!(
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>",
    "<w:settings xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">",
    "<w:defaultTabStop w:val=\"720\"/><w:characterSpacingControl w:val=\"compressPunctuation\"/>",
    "<w:compat><w:compatSetting w:name=\"compatibilityMode\" w:uri=\"http://schemas.microsoft.com/office/word\" w:val=\"15\"/></w:compat>",
    "<w:themeFontLang w:val=\"en-US\" w:eastAsia=\"zh-CN\"/></w:settings>"
);

pub(super) const FOOTER: &str = concat!(
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>",
    "<w:ftr xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">",
    "<w:p><w:pPr><w:pStyle w:val=\"Footer\"/></w:pPr>",
    "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText xml:space=\"preserve\"> PAGE </w:instrText></w:r>",
    "<w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r>",
    "</w:p></w:ftr>"
);

pub(super) const STYLES: &str = include_str!("styles.xml");

pub(super) fn properties(title: &str, created_at_ms: Option<i64>) -> String {
    let mut out = format!(
        "{HEAD}<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:title>"
    );
    escape(&mut out, &crate::set::one_line(title));
    out.push_str("</dc:title><dc:creator>Hadal</dc:creator>");
    if let Some(at) = created_at_ms.and_then(calendar::of_instant) {
        let at = at.strftime("%Y-%m-%dT%H:%M:%SZ");
        let _ = write!(out, "<dcterms:created xsi:type=\"dcterms:W3CDTF\">{at}</dcterms:created>");
    }
    out.push_str("</cp:coreProperties>");
    out
}

/// One definition for bullets and one for numbers, and a list of its own for every list of the text, so that each
/// counts from its own beginning.
pub(super) fn numbering(lists: &[Option<u32>]) -> String {
    let mut out =
        format!("{HEAD}<w:numbering xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">");
    for (number, ordered) in [(0, false), (1, true)] {
        let _ =
            write!(out, "<w:abstractNum w:abstractNumId=\"{number}\"><w:multiLevelType w:val=\"hybridMultilevel\"/>");
        for level in 0..9_u32 {
            let (kind, text) =
                if ordered { ("decimal", format!("%{}.", level + 1)) } else { ("bullet", "•".to_owned()) };
            let left = 420 * (level + 1);
            let _ = write!(
                out,
                "<w:lvl w:ilvl=\"{level}\"><w:start w:val=\"1\"/><w:numFmt w:val=\"{kind}\"/><w:lvlText w:val=\"{text}\"/>\
                 <w:lvlJc w:val=\"left\"/><w:pPr><w:ind w:left=\"{left}\" w:hanging=\"360\"/></w:pPr></w:lvl>"
            );
        }
        out.push_str("</w:abstractNum>");
    }
    for (at, start) in lists.iter().enumerate() {
        let _ = write!(out, "<w:num w:numId=\"{}\"><w:abstractNumId w:val=\"{}\"/>", at + 1, u8::from(start.is_some()));
        if let Some(start) = start {
            for level in 0..9 {
                let _ = write!(
                    out,
                    "<w:lvlOverride w:ilvl=\"{level}\"><w:startOverride w:val=\"{start}\"/></w:lvlOverride>"
                );
            }
        }
        out.push_str("</w:num>");
    }
    out.push_str("</w:numbering>");
    out
}

pub(super) fn document_relations(links: &[String], pictures: &[Media]) -> String {
    let kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let mut out =
        format!("{HEAD}<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">");
    for (id, name) in
        [("styles", "styles"), ("settings", "settings"), ("numbering", "numbering"), ("footer", "footer1")]
    {
        let _ = write!(out, "<Relationship Id=\"{id}\" Type=\"{kind}/{id}\" Target=\"{name}.xml\"/>");
    }
    for (at, link) in links.iter().enumerate() {
        let _ = write!(out, "<Relationship Id=\"link{at}\" Type=\"{kind}/hyperlink\" Target=\"");
        escape(&mut out, link);
        out.push_str("\" TargetMode=\"External\"/>");
    }
    for (at, picture) in pictures.iter().enumerate() {
        let name = picture_name(at, picture.jpeg);
        let target = name.strip_prefix("word/").unwrap_or(&name);
        let _ = write!(out, "<Relationship Id=\"picture{at}\" Type=\"{kind}/image\" Target=\"{target}\"/>");
    }
    out.push_str("</Relationships>");
    out
}

pub(super) fn picture_name(number: usize, jpeg: bool) -> String {
    format!("word/media/picture{number}.{}", if jpeg { "jpeg" } else { "png" })
}

/// The body on A4, with page numbers.
pub(super) fn document(body: &str) -> String {
    format!(
        "{HEAD}<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
         xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" \
         xmlns:m=\"http://schemas.openxmlformats.org/officeDocument/2006/math\" \
         xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\" \
         xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" \
         xmlns:pic=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"><w:body>{body}\
         <w:sectPr><w:footerReference w:type=\"default\" r:id=\"footer\"/><w:pgSz w:w=\"11906\" w:h=\"16838\"/>\
         <w:pgMar w:top=\"1304\" w:right=\"1304\" w:bottom=\"1304\" w:left=\"1304\" w:header=\"680\" w:footer=\"624\" \
         w:gutter=\"0\"/></w:sectPr></w:body></w:document>"
    )
}
