//! Conversations as pages, as one long picture, and as documents for Word.
//!
//! The texts are read by `hadal_markdown`; what is set here is its tree. A [`Document`] names what goes in, in reading
//! order. Blocks become strips: bands that no page end cuts. [`pdf`] puts them on pages, [`png()`] under one
//! another, [`glance`] shows the first of them; [`docx`] writes the tree as Word knows it. A formula is read once and then
//! drawn, or becomes an equation that Word can edit.

mod calendar;
mod code_paint;
mod columns;
mod direction;
mod document;
mod face;
mod fonts;
mod formula;
mod ink;
mod media;
mod pages;
mod pdf;
mod picture;
mod set;
mod word;

pub use document::{Document, Paper, Section, Tone, TypesetError};
pub use pdf::pdf;
pub use picture::{PICTURE_MAX_HEIGHT, glance, png};
pub use word::docx;
