// Where an open menu is put: into the page's main landmark, so that whoever goes through the page by landmarks meets it.

/** Call while a component is set up; `open` says whether its menu is open. */
export function menuGround(open: () => boolean): { readonly at: Element | 'body' } {
  let at = $state.raw<Element | 'body'>('body')
  $effect.pre(() => {
    // Looked for anew each time: the landmark comes after the menus in it, and goes with its screen.
    if (open()) at = document.querySelector('main') ?? 'body'
  })
  return {
    get at() {
      return at
    },
  }
}
