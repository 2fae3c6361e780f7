/** A dialog lies over the window: it has the keys, and what is dropped. */
export function covered(): boolean {
  return document.querySelector('[role=dialog],[role=alertdialog]') !== null
}
