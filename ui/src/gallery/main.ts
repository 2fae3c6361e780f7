// The parts of the window in all their states, for those who build it: `npm run dev`, then /gallery.html. It is no entry
// of the build, so no release has it. The address chooses what it wears: ?theme=dark&contrast=more&density=dense&text=200&dir=rtl
import { mount } from 'svelte'
import Gallery from './Gallery.svelte'

const wishes = new URLSearchParams(location.search)
const root = document.documentElement
for (const name of ['theme', 'contrast', 'density']) {
  const wish = wishes.get(name)
  if (wish !== null) root.dataset[name] = wish
}
root.style.fontSize = `${(16 * Number(wishes.get('text') ?? '100')) / 100}px`
root.dir = wishes.get('dir') ?? 'ltr'
root.lang = wishes.get('lang') ?? 'en'

const target = document.getElementById('app')
if (target) mount(Gallery, { target })
