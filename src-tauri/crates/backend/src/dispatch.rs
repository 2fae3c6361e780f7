//! Commands by name, for hosts that speak JSON: the dev host, and tests.

use crate::{Backend, Sink};
use hadal_wire::{CommandError, ErrorCode};
use serde_json::Value;

fn malformed(error: &serde_json::Error) -> CommandError {
    // The parser quotes what it met, and that may be the whole request.
    let said: String = error.to_string().chars().take(200).collect();
    CommandError::new(ErrorCode::RequestMalformed, said)
}

fn unknown(name: &str) -> CommandError {
    CommandError::new(ErrorCode::RequestMalformed, format!("there is no command {name:?}"))
}

macro_rules! dispatchers {
    (call { $($call:ident: $cq:ident => $cr:ident,)* } watch { $($watch:ident: $wq:ident => $we:ident,)* }) => {
        /// Calls the command of this name with a JSON request.
        ///
        /// # Errors
        /// The command's own, or that there is no such command or request.
        pub async fn dispatch_call(backend: &Backend, name: &str, request: Value) -> Result<Value, CommandError> {
            match name {
                $(stringify!($call) => {
                    let request: hadal_wire::$cq = serde_json::from_value(request).map_err(|error| malformed(&error))?;
                    let response: hadal_wire::$cr = backend.$call(request).await?;
                    serde_json::to_value(response).map_err(|error| malformed(&error))
                })*
                _ => Err(unknown(name)),
            }
        }

        /// Runs the watch of this name with a JSON request until it is over.
        ///
        /// # Errors
        /// The command's own, or that there is no such command or request.
        pub async fn dispatch_watch(
            backend: &Backend,
            name: &str,
            request: Value,
            mut sink: Sink<Value>,
        ) -> Result<(), CommandError> {
            match name {
                $(stringify!($watch) => {
                    let request: hadal_wire::$wq = serde_json::from_value(request).map_err(|error| malformed(&error))?;
                    let typed: Sink<hadal_wire::$we> =
                        Box::new(move |event| serde_json::to_value(event).is_ok_and(|event| sink(event)));
                    backend.$watch(request, typed).await
                })*
                _ => Err(unknown(name)),
            }
        }
    };
}
hadal_wire::for_each_command!(dispatchers);
