// Bytes as base64; pure, and worked out beside the page's own thread.

export async function toBase64(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const url = await new Promise<string>((done, fail) => {
    const reader = new FileReader()
    reader.addEventListener('load', () => done(String(reader.result)))
    reader.addEventListener('error', () => fail(new Error('the bytes cannot be read')))
    reader.readAsDataURL(new Blob([bytes]))
  })
  return url.slice(url.indexOf(',') + 1)
}
