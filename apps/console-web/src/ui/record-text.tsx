import type { Bytes } from '@payments/console-api';
import { useMemo } from 'react';
import { jsonTokens, prettyJson } from '../format/json-tokens.ts';
import { visibleText } from '../format/visible-text.ts';

/** Text from a record: always text, with control characters seen. */
export function RecordText({ text }: { readonly text: string }) {
  return visibleText(text).map((piece, index) =>
    piece.isControl ? (
      // oxlint-disable-next-line react/no-array-index-key -- the pieces of one text never move
      <span key={index} className="control">
        {piece.text}
      </span>
    ) : (
      piece.text
    ),
  );
}

/** Bytes in a line. */
export function BytesText({ bytes, most = 400 }: { readonly bytes: Bytes | null; readonly most?: number }) {
  if (bytes === null) return <span className="faint">null</span>;
  if ('base64' in bytes) {
    return (
      <span>
        <span className="badge">base64</span> {bytes.base64.slice(0, most)}
      </span>
    );
  }
  if (bytes.text === '') return <span className="faint">empty</span>;
  return <RecordText text={bytes.text.slice(0, most)} />;
}

const mostColouredCharacters = 200_000;

/** Bytes in full: JSON indented and coloured, anything else as it is. */
export function BytesView({ bytes, label }: { readonly bytes: Bytes | null; readonly label: string }) {
  const text = bytes !== null && 'text' in bytes ? bytes.text : undefined;
  const tokens = useMemo(() => {
    if (text === undefined) return [];
    const isLong = text.length > mostColouredCharacters;
    return isLong ? [{ kind: 'plain' as const, text }] : jsonTokens(prettyJson(text));
  }, [text]);
  return (
    // A region that scrolls has to be reached by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <pre className="json" tabIndex={0} role="region" aria-label={label}>
      {text === undefined || text === '' ? (
        <BytesText bytes={bytes} most={mostColouredCharacters} />
      ) : (
        tokens.map((token, index) => (
          // oxlint-disable-next-line react/no-array-index-key -- the tokens of one text never move
          <span key={index} data-kind={token.kind}>
            <RecordText text={token.text} />
          </span>
        ))
      )}
    </pre>
  );
}
