//! Search: what is asked and what is found.
//!
//! Words are cut by [`words`], written by [`index`], a query becomes expressions of the index in [`ask`], [`window`]
//! looks at the newest of what matches ([`matches`] by the index, [`read`] by the texts), [`find`] pages it, and [`snippet`] cuts what is shown of it.

pub(crate) mod ask;
pub(crate) mod facets;
pub(crate) mod find;
pub(crate) mod index;
pub(crate) mod matches;
pub(crate) mod narrow;
pub(crate) mod page;
pub(crate) mod read;
pub(crate) mod rebuild;
pub(crate) mod snippet;
pub(crate) mod titles;
pub(crate) mod window;
pub(crate) mod words;
