import type { Bytes, Message, MessageToProduce, RecordHeader } from '@payments/console-api';

/** A record as a person writes it: texts. Bytes that are no text begin with `base64:`. */
export interface Draft {
  readonly key: string;
  readonly value: string;
  readonly partition: string;
  /** `name: value`, a line each. */
  readonly headers: string;
}

const base64Mark = 'base64:';

/** What an editor begins with. */
export function draftOf(like?: Pick<Message, 'key' | 'value' | 'headers'>): Draft {
  return {
    key: typed(like?.key ?? null),
    value: typed(like?.value ?? null),
    partition: '',
    headers: (like?.headers ?? []).map(({ name, value }) => `${name}: ${typed(value)}`).join('\n'),
  };
}

/** @returns the first line of the headers that is none, as `wrongHeader` */
export function messageOf(draft: Draft): {
  readonly message: MessageToProduce;
  readonly wrongHeader: string | undefined;
} {
  const lines = draft.headers.split('\n').filter((line) => line.trim() !== '');
  const wrongHeader = lines.find((line) => line.indexOf(':') < 1);
  return {
    message: {
      key: bytesOf(draft.key),
      value: bytesOf(draft.value),
      headers: wrongHeader === undefined ? lines.map(headerOf) : [],
      ...(/^\d+$/.test(draft.partition) && { partition: Number(draft.partition) }),
    },
    wrongHeader,
  };
}

function headerOf(line: string): RecordHeader {
  const at = line.indexOf(':');
  return { name: line.slice(0, at), value: bytesOf(line.slice(at + 1).replace(/^ /, '')) ?? { text: '' } };
}

function bytesOf(text: string): Bytes | null {
  if (text === '') return null;
  return text.startsWith(base64Mark) ? { base64: text.slice(base64Mark.length) } : { text };
}

function typed(bytes: Bytes | null): string {
  if (bytes === null) return '';
  return 'text' in bytes ? bytes.text : base64Mark + bytes.base64;
}
