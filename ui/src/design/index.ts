// The plain components. They know tokens and words given to them, no feature and no program.
export { default as Button } from './Button.svelte'
export { default as Check } from './Check.svelte'
export { default as ContextMenu } from './ContextMenu.svelte'
export { default as Dialog } from './Dialog.svelte'
export { default as Finder } from './Finder.svelte'
export { default as Icon } from './Icon.svelte'
export { default as IconButton } from './IconButton.svelte'
export { default as Keys } from './Keys.svelte'
export { default as Menu } from './Menu.svelte'
export { default as Progress } from './Progress.svelte'
export { default as RadioList } from './RadioList.svelte'
export { default as Scrim } from './Scrim.svelte'
export { default as Segmented } from './Segmented.svelte'
export { default as Spinner } from './Spinner.svelte'
export { default as TextArea } from './TextArea.svelte'
export { default as TextField } from './TextField.svelte'
export { default as ToastView } from './ToastView.svelte'
export { default as Tooltip } from './Tooltip.svelte'
export { covered } from './covered'
export { ariaKeys, isMac, keyCaps } from './keys'
export type { MenuEntry, MenuIcon } from './menu'

/** The menus themselves, which otherwise come when somebody comes near one. */
export async function loadMenus(): Promise<void> {
  await Promise.all([import('./MenuPart.svelte'), import('./ContextMenuPart.svelte')])
}
