import type { RecordHeader } from '@payments/console-api';
import { BytesText, RecordText } from '../../ui/record-text.tsx';

/** Headers of a record, as they came: names may repeat. */
export function HeaderList({ headers }: { readonly headers: readonly RecordHeader[] }) {
  return (
    <section className="stack tight">
      <h3>Headers</h3>
      <dl className="facts mono small">
        {headers.map(({ name, value }, index) => (
          // oxlint-disable-next-line react/no-array-index-key -- names may repeat, and a record does not change
          <div key={index} style={{ display: 'contents' }}>
            <dt>
              <RecordText text={name} />
            </dt>
            <dd>
              <BytesText bytes={value} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
