// The window starts here: first what stands in the page is painted, then the window is made.
import { earlyPainted } from './app/early'

async function open(): Promise<void> {
  await earlyPainted()
  const { start } = await import('./app/start')
  const target = document.getElementById('app')
  if (target) await start(target)
}

void open()
