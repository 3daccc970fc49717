interface EarlyRead {
  readonly response: Promise<Response>;
  /** Undefined until it has come, and if it is a problem. */
  answer?: unknown;
}

/** Longer than a page's script is on its way; what nobody has taken by then is old. */
const keptMs = 5_000;
const reads = new Map<string, EarlyRead>();

/** Asks for what the page is going to ask for, while its script is still on its way. */
export function readEarly(url: string): void {
  const read: EarlyRead = { response: fetch(url) };
  reads.set(url, read);
  setTimeout(() => reads.delete(url), keptMs);
  void keepAnswer(read);
}

async function keepAnswer(read: EarlyRead): Promise<void> {
  try {
    const response = await read.response;
    if (response.ok) read.answer = await response.clone().json();
  } catch {
    // Whoever takes the response is told what went wrong.
  }
}

/** What was answered already, for the first who wants it: a page that has it is drawn with it at once. */
export function takeAnswer(url: string): unknown {
  const answer = reads.get(url)?.answer;
  if (answer !== undefined) reads.delete(url);
  return answer;
}

/** What is still under way, or has failed, for the first who wants it. */
export function takeResponse(url: string): Promise<Response> | undefined {
  const response = reads.get(url)?.response;
  reads.delete(url);
  return response;
}
