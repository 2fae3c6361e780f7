//! Every command of the app without a window: shared by the shell, the command line and the dev host.
//!
//! A command is a method of [`Backend`] with the name it has in `wire`. What only an operating system can do
//! (dialogs, browsers) is asked of a [`Desk`].
#![expect(clippy::unused_async, reason = "every command is awaited alike: the list in wire makes no difference")]

mod account;
mod app;
mod backend;
mod closing;
mod code_file;
mod connection;
mod data;
mod demo;
mod desk;
mod dispatch;
mod endpoint;
mod entered;
mod export;
mod first_answers;
mod fork;
mod funds;
mod grammars;
mod health;
mod import;
mod incoming;
mod kept_folder;
mod library;
mod marks;
mod opening;
mod options;
mod outgoing;
mod pictures;
mod problem;
mod prompts;
mod proxy;
mod queue;
mod search;
mod selection;
mod settings;
mod shelves;
mod space;
mod standby;
mod tint;
mod titles;
mod turn;
mod unread;
mod view;
mod watch;

pub use backend::Backend;
pub use desk::Desk;
pub use dispatch::{dispatch_call, dispatch_watch};
pub use export::ExportOptions;
pub use first_answers::FirstAnswers;
pub use grammars::Grammars;
pub use import::{ImportProblem, ImportProgress, ImportReport, ImportTaken, Source};
pub use options::{Options, default_data_dir};
pub use space::Space;
pub use watch::Sink;
