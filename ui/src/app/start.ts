// The window itself, in the place of the early page.
import { flushSync, mount } from 'svelte'
import { conversations } from '../features/conversation'
import { session } from '../session'
import App from './App.svelte'
import { takeEarly, wordEnded } from './early'

/** What the page brought with it is there at once, and the first paint shows it; a program that is slow is not waited for. */
const AT_ONCE_MS = 50

export async function start(target: HTMLElement): Promise<void> {
  void session.load()
  await Promise.race([session.first, new Promise((done) => setTimeout(done, AT_ONCE_MS))])
  await wordEnded()
  // A letter that was typed while this file was read is painted first.
  await new Promise((done) => setTimeout(done))
  mount(App, { target })
  flushSync()
  const typed = takeEarly()
  if (typed === '') return
  const { current } = conversations
  current.draft.put(typed)
  conversations.drafted(current)
}
