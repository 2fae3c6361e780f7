//! The window's commands, made from the list in `wire`. Each one calls the method of its name and nothing more.

use hadal_wire::{CommandError, Done, ErrorCode};
use serde::de::DeserializeOwned;
use tauri::ipc::{Channel, CommandArg, CommandItem, Invoke, InvokeError};
use tauri::{Runtime, State};

use crate::Shell;

/// A request of the window. One of another shape is answered with a code like every other error, not with a bare text.
struct Asked<T>(T);

/// The reason quotes what was sent, which may be long.
const REASON_CHARS: usize = 200;

impl<'de, T: DeserializeOwned, R: Runtime> CommandArg<'de, R> for Asked<T> {
    fn from_command(command: CommandItem<'de, R>) -> Result<Self, InvokeError> {
        T::deserialize(command).map(Self).map_err(|error| {
            let reason: String = error.to_string().chars().take(REASON_CHARS).collect();
            InvokeError::from(CommandError::new(ErrorCode::RequestMalformed, reason))
        })
    }
}

macro_rules! commands {
    (call { $($call:ident: $call_request:ident => $response:ident,)* }
     watch { $($watch:ident: $watch_request:ident => $event:ident,)* }) => {
        $(
            #[tauri::command]
            async fn $call(
                shell: State<'_, Shell>,
                request: Asked<hadal_wire::$call_request>,
            ) -> Result<hadal_wire::$response, CommandError> {
                shell.backend().await?.$call(request.0).await
            }
        )*
        $(
            #[tauri::command]
            async fn $watch(
                shell: State<'_, Shell>,
                request: Asked<hadal_wire::$watch_request>,
                channel: Channel<hadal_wire::$event>,
            ) -> Result<Done, CommandError> {
                shell.backend().await?.$watch(request.0, Box::new(move |event| channel.send(event).is_ok())).await?;
                Ok(Done {})
            }
        )*

        /// Answers the window's calls.
        pub(crate) fn handler<R: Runtime>() -> impl Fn(Invoke<R>) -> bool + Send + Sync + 'static {
            tauri::generate_handler![$($call,)* $($watch,)*]
        }
    };
}
hadal_wire::for_each_command!(commands);
