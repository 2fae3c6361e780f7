/** A dialog lies over the window: it has the keys, and what is dropped. The sidebar as a sheet is a part of the window. */
export function covered(): boolean {
  return document.querySelector('[role=dialog]:not(.h-sheet),[role=alertdialog]') !== null
}
