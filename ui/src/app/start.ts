// The window itself, in the place of the early page.
import { flushSync, mount } from 'svelte'
import { conversations } from '../features/conversation'
import { session } from '../session'
import App from './App.svelte'
import { isEarly, takeEarly, wordEnded } from './early'

/** A program that is slow to answer is not waited for: the window says so by itself. */
const AT_ONCE_MS = 50

export async function start(target: HTMLElement): Promise<void> {
  void session.load()
  // With the early page the answers are here, and only the language may still be on its way. It must be: the conversation
  // that takes over what was typed stands in the window only after that.
  const limit = isEarly() ? [] : [new Promise((done) => setTimeout(done, AT_ONCE_MS))]
  await Promise.race([session.first, ...limit])
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
