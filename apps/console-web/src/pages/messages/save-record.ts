import type { Message } from '@payments/console-api';

const spaces = 2;

/** Has the browser save a record as a file of JSON, as a line of a download is. */
export function saveRecord(message: Message): void {
  const url = URL.createObjectURL(
    new Blob([JSON.stringify(message, undefined, spaces)], { type: 'application/json' }),
  );
  const link = document.createElement('a');
  link.href = url;
  link.download = `${message.topic}+${message.partition}+${message.offset}.json`;
  link.click();
  URL.revokeObjectURL(url);
}
