// The floor page's own program: Enter asks the simulator (through the server of this page) and shows what comes.
const list = document.querySelector('main')
const field = document.querySelector('textarea')
const inBlocks = location.search === '?blocks'

function paragraph(text) {
  const element = document.createElement('p')
  element.append(text)
  list.append(element)
  return element.firstChild ?? element.appendChild(document.createTextNode(''))
}

async function ask(question) {
  paragraph(question)
  let open = paragraph('')
  let waiting = ''
  let due = false
  const show = () => {
    due = false
    const parts = inBlocks ? waiting.split('\n\n') : [waiting]
    waiting = ''
    parts.forEach((part, index) => {
      if (index > 0) open = paragraph('')
      open.appendData(part)
    })
    list.scrollTop = list.scrollHeight
  }
  const response = await fetch('/chat/completions', {
    method: 'POST',
    body: JSON.stringify({ model: 'deepseek-flash', stream: true, messages: [{ role: 'user', content: question }] }),
  })
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    const lines = (rest + value).split('\n')
    rest = lines.pop()
    for (const line of lines) {
      if (line.startsWith('data: {')) waiting += JSON.parse(line.slice(6)).choices[0]?.delta?.content ?? ''
    }
    if (!due) requestAnimationFrame(show)
    due = true
  }
}

field.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter') return
  event.preventDefault()
  const question = field.value
  field.value = ''
  void ask(question)
})

document.querySelector('button').addEventListener('click', async () => {
  const texts = await (await fetch('/history.json')).json()
  for (const text of texts) paragraph(text)
  list.scrollTop = list.scrollHeight
})
