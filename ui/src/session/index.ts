// What every feature may know about the window.
export { session } from './session.svelte'
export { copyForms, copyText } from './clipboard'
export { showFailure, toasts, type Toast } from './toasts.svelte'
export { wordsOf, type ErrorAction, type ErrorWords } from './error-words'
export { actions, type Action, type ActionGroup } from './actions.svelte'
export { actionOf, conflictsOf, isFixed, shortcutOf, SHORTCUTS, takenBy, type ActionId, type Shortcuts } from './shortcuts'
