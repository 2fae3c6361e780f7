//! The window's commands, made from the list in `wire`. Each one calls the method of its name and nothing more.

use hadal_wire::{CommandError, Done};
use tauri::ipc::{Channel, Invoke};
use tauri::{Runtime, State};

use crate::Shell;

macro_rules! commands {
    (call { $($call:ident: $call_request:ident => $response:ident,)* }
     watch { $($watch:ident: $watch_request:ident => $event:ident,)* }) => {
        $(
            #[tauri::command]
            async fn $call(
                shell: State<'_, Shell>,
                request: hadal_wire::$call_request,
            ) -> Result<hadal_wire::$response, CommandError> {
                shell.backend()?.$call(request).await
            }
        )*
        $(
            #[tauri::command]
            async fn $watch(
                shell: State<'_, Shell>,
                request: hadal_wire::$watch_request,
                channel: Channel<hadal_wire::$event>,
            ) -> Result<Done, CommandError> {
                shell.backend()?.$watch(request, Box::new(move |event| channel.send(event).is_ok())).await?;
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
