/** Reads a stream of server-sent events until it is aborted; each event's name and data are handed over as they come. */
export async function openEventSource(
  url: string,
  {
    signal,
    onEvent,
  }: { readonly signal: AbortSignal; readonly onEvent: (name: string, data: string) => void },
): Promise<void> {
  const response = await fetch(url, { signal });
  if (!response.ok || response.body === null)
    throw new Error(`${url} answers with ${response.status}: ${await response.text()}`);
  // A stream that breaks off lacks what whoever opened it waits for.
  void read(response.body, onEvent).catch(() => undefined);
}

async function read(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  onEvent: (name: string, data: string) => void,
): Promise<void> {
  let text = '';
  for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const data = /^data: (.*)$/m.exec(block)?.[1];
      if (data !== undefined) onEvent(/^event: (.*)$/m.exec(block)?.[1] ?? '', data);
    }
  }
}
