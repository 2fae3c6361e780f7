//! The fonts of the system, and those of formulas that come with us.

use crate::face::Face;
use crate::ink::Color;
use parley::fontique::Blob;
use parley::{FontContext, FontData, FontFamily, FontFamilyName, GenericFamily, LayoutContext, StyleProperty};
use skrifa::MetadataProvider as _;
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Faces for running text, the best first. After them comes whatever the system has for a script.
const TEXT: &[&str] = &[
    "Inter",
    "SF Pro Text",
    "Segoe UI",
    "Noto Sans",
    "Helvetica Neue",
    "Liberation Sans",
    "DejaVu Sans",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "PingFang SC",
    "Microsoft YaHei",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
];

/// Faces for code.
const CODE: &[&str] = &[
    "JetBrains Mono",
    "SF Mono",
    "Cascadia Mono",
    "Noto Sans Mono",
    "Menlo",
    "Consolas",
    "Liberation Mono",
    "DejaVu Sans Mono",
    "Noto Sans Mono CJK SC",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "PingFang SC",
    "Microsoft YaHei",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
];

/// What every font with Chinese characters has.
const COMMONEST: char = '的';

/// How a stretch of text looks, beyond its font.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Tint {
    pub color: Color,
    /// On the ground of code.
    pub code: bool,
    pub struck: bool,
    /// The number of the link from 1 on; 0 for none.
    pub link: usize,
}

/// Everything that layouts need.
pub(crate) struct Fonts {
    pub context: FontContext,
    pub layouts: LayoutContext<Tint>,
    formulas: HashMap<String, Option<FontData>>,
    /// A Chinese character was met that no font has, as none has any.
    pub lacks_chinese: bool,
    /// Whether some font of the system has Chinese characters, once that was asked.
    has_chinese: Option<bool>,
}

/// Fonts that were used before: finding those of the system takes longer than setting a page.
static KEPT: Mutex<Vec<Fonts>> = Mutex::new(Vec::new());

/// More are not kept; each remembers what it shaped.
const KEPT_MAX: usize = 2;

/// Lends the fonts to a piece of work.
pub(crate) fn lent<T>(work: impl FnOnce(&mut Fonts) -> T) -> T {
    let kept = || KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    let mut fonts = kept().pop().unwrap_or_else(Fonts::new);
    fonts.lacks_chinese = false;
    let done = work(&mut fonts);
    let mut all = kept();
    // Whoever then installs a font is to have it.
    if all.len() < KEPT_MAX && !fonts.lacks_chinese {
        all.push(fonts);
    }
    done
}

impl Fonts {
    fn new() -> Self {
        Self {
            context: FontContext::new(),
            layouts: LayoutContext::new(),
            formulas: HashMap::new(),
            lacks_chinese: false,
            has_chinese: None,
        }
    }

    /// The font and glyph that the system has for a character.
    pub(crate) fn of_system(&mut self, c: char) -> Option<(Face, u32)> {
        let text = c.to_string();
        let mut builder = self.layouts.ranged_builder(&mut self.context, &text, 1.0, false);
        builder.push_default(StyleProperty::FontFamily(text_family()));
        let mut laid = builder.build(&text);
        laid.break_all_lines(None);
        let line = laid.get(0)?;
        let run = line.runs().next()?;
        let id = run.clusters().next()?.glyphs().next()?.id;
        (id != 0).then(|| (Face::plain(run.font().clone()), id))
    }

    /// No font has a glyph for something in this text: for a rare character a box may stand, for all of Chinese not.
    pub(crate) fn misses(&mut self, text: &str) {
        if self.lacks_chinese || !text.contains(is_chinese) {
            return;
        }
        if self.has_chinese.is_none() {
            self.has_chinese = Some(self.of_system(COMMONEST).is_some());
        }
        self.lacks_chinese = self.has_chinese == Some(false);
    }

    /// Whether the system has any font.
    pub(crate) fn any(&mut self) -> bool {
        self.context.collection.family_names().next().is_some()
    }

    /// The font of formulas by the layout's name: `Main-Regular`.
    pub(crate) fn of_formulas(&mut self, name: &str) -> Option<Face> {
        self.formulas
            .entry(name.to_owned())
            .or_insert_with(|| {
                let bytes = ratex_katex_fonts::ttf_bytes(&format!("KaTeX_{name}.ttf"))?;
                Some(FontData::new(Blob::new(Arc::new(bytes)), 0))
            })
            .clone()
            .map(Face::plain)
    }
}

/// The glyph for a character, if the face has one.
pub(crate) fn glyph(face: &Face, c: char) -> Option<u32> {
    let font = skrifa::FontRef::from_index(face.data.data.as_ref(), face.data.index).ok()?;
    font.charmap().map(c).map(skrifa::GlyphId::to_u32).filter(|id| *id != 0)
}

pub(crate) fn text_family() -> FontFamily<'static> {
    family(TEXT, GenericFamily::SansSerif)
}

pub(crate) fn code_family() -> FontFamily<'static> {
    family(CODE, GenericFamily::Monospace)
}

fn family(names: &'static [&'static str], last: GenericFamily) -> FontFamily<'static> {
    let listed = names.iter().map(|name| FontFamilyName::Named(Cow::Borrowed(*name)));
    FontFamily::List(Cow::Owned(listed.chain([FontFamilyName::Generic(last)]).collect()))
}

/// Chinese characters, and the punctuation that comes with them.
pub(crate) const fn is_chinese(c: char) -> bool {
    matches!(c, '\u{3001}'..='\u{3002}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{2fa1f}')
}
