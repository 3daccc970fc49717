import type { NotificationView } from '../notifications/notification-view.ts';

export interface StreamedEvent {
  readonly id: string;
  readonly event: string;
  readonly data: NotificationView;
}

export interface EventStream {
  readonly response: Response;
  readonly events: StreamedEvent[];
  /** Lines that begin with a colon. */
  readonly comments: string[];
  /** Resolves when the server has ended it, or `close` has. */
  readonly ended: Promise<void>;
  close(): void;
}

/** A client of a stream of server-sent events that keeps what comes. */
export async function openStream(url: string, headers: Record<string, string> = {}): Promise<EventStream> {
  const abort = new AbortController();
  const response = await fetch(url, { headers, signal: abort.signal });
  const events: StreamedEvent[] = [];
  const comments: string[] = [];
  return {
    response,
    events,
    comments,
    ended: collect(response, events, comments),
    close: () => abort.abort(),
  };
}

async function collect(response: Response, events: StreamedEvent[], comments: string[]): Promise<void> {
  if (response.body === null || !response.ok) return;
  let text = '';
  try {
    for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        if (block.startsWith(':')) comments.push(block);
        else if (block.includes('\ndata: ')) events.push(parse(block));
      }
    }
  } catch {
    // The stream was closed from here.
  }
}

function parse(block: string): StreamedEvent {
  const fields = Object.fromEntries(
    block.split('\n').map((line) => [line.slice(0, line.indexOf(': ')), line.slice(line.indexOf(': ') + 2)]),
  );
  const { id = '', event = '', data = '' } = fields;
  return { id, event, data: JSON.parse(data) as NotificationView };
}
