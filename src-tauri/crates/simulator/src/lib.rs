//! A faithful DeepSeek on loopback: for tests, benches and the demo mode.
//!
//! [`Simulator::start`] binds 127.0.0.1 and answers the routes of the public API: chat (streamed
//! or not), models, balance, prefix completion, FIM, files, search and fetch. What it answers comes, in this order, from
//! an `x-sim` header, a `[[sim …]]` marker in the last user message, the queue filled by
//! [`Simulator::script`], and else from the [`Mode`]. A title request (see [`Script`]) never takes
//! a queued script, so a client's side jobs cannot steal the answer a test laid out.
//!
//! A marker holds words: `reasoning=N` and `tokens=N` (generated text, the same for the same
//! `seed=S`), `text="…"`, `end=MARK`, `rate=R`, `first=MS`, `finish=WORD`, `gate=NAME`,
//! `prompt=N`, `tool=NAME`, `unlimited`, and any [`Fault`] by its serde name: `crlf`, `stall_after=10`,
//! `reset_after=500`, `html=502`, `keep_alive=3:200`.
//!
//! Shapes, orders and messages follow the public documentation and recorded replies as of
//! 2026-11-22; what is not known there is marked "assumed" where it stands.
//!
//! ```no_run
//! # async fn example() -> std::io::Result<()> {
//! use hadal_simulator::{Config, Fault, Gate, Script, Simulator};
//!
//! let simulator = Simulator::start(Config::default()).await?;
//! let gate = Gate::new();
//! simulator.script(Script::answer("Hello there").reasoning("A greeting.").gate(&gate));
//! simulator.script(Script::answer("cut").fault(Fault::ResetAfter(500)));
//! gate.release(3);
//! # Ok(()) }
//! ```

mod admin;
mod auth;
mod chat;
mod chunk;
mod clock;
mod config;
mod connection;
mod delivery;
mod demo;
mod distort;
mod exchange;
mod faults;
mod files;
mod fim;
mod gate;
mod generate;
mod identity;
mod logprobs;
mod marker;
mod plan;
mod recorder;
mod refusal;
mod request;
mod routes;
mod script;
mod server;
mod state;
mod title;
mod tokens;
mod usage;
mod validate;
mod web_tools;
mod whole;
mod wire_format;

pub use config::{BUSY_KEY, Balance, Check, Config, DEMO_KEY, EMPTY_KEY, KeyRule, Mode, Pace, Standing, TEST_KEY};
pub use faults::{Fault, Pulse, Rejection, ThinkShape};
pub use gate::Gate;
pub use recorder::Recorded;
pub use script::{Script, Tool};
pub use server::Simulator;
pub use usage::Usage;

pub use auth::masked;
pub use tokens::{estimate as estimate_tokens, split as split_tokens};
