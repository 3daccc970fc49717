import { Injectable } from '@nestjs/common';
import { decodeManifest, manifestPrefix, ObjectStore } from '@payments/archive';

export interface ArchivedPlace {
  readonly key: string;
  readonly connector: string;
  /** Milliseconds since the epoch; null: the store does not say. */
  readonly writtenMs: number | null;
}

const topicsFolder = 'topics';

/** In which object a record is archived, as the manifests of its hour tell. */
@Injectable()
export class ArchivedPlaces {
  constructor(private readonly store: ObjectStore) {}

  /** Undefined: not archived, or not by the hour of its time. */
  async find(
    {
      topic,
      partition,
      offset,
    }: { readonly topic: string; readonly partition: number; readonly offset: number },
    timestampMs: number,
  ): Promise<ArchivedPlace | undefined> {
    const prefix = `${manifestPrefix(topicsFolder, topic)}${hourFolder(timestampMs)}/${topic}+${partition}+`;
    let before: string | undefined;
    // In the order of their first offsets.
    for await (const { key } of this.store.list(prefix)) {
      if (Number(/\+(\d+)\.json$/.exec(key)?.[1]) > offset) break;
      before = key;
    }
    const bytes = before === undefined ? undefined : await this.store.get(before);
    if (bytes === undefined) return undefined;
    const { objects, connector } = decodeManifest(bytes);
    const object = objects.find(({ offsets }) =>
      [...offsets].some(({ first, end }) => offset >= first && offset < end),
    );
    return object && { key: object.key, connector, writtenMs: null };
  }
}

function hourFolder(timestampMs: number): string {
  const [year, month, day, hour] = new Date(timestampMs).toISOString().split(/[-T:]/);
  return `year=${year}/month=${month}/day=${day}/hour=${hour}`;
}
