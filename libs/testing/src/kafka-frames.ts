/** The requests a fault can be aimed at, and those the proxy has to understand, by their number in Kafka's protocol. */
export const kafkaApis = {
  Produce: 0,
  Fetch: 1,
  ListOffsets: 2,
  Metadata: 3,
  OffsetCommit: 8,
  OffsetFetch: 9,
  FindCoordinator: 10,
  JoinGroup: 11,
  Heartbeat: 12,
  SyncGroup: 14,
  ApiVersions: 18,
  InitProducerId: 22,
  AddPartitionsToTxn: 24,
  AddOffsetsToTxn: 25,
  EndTxn: 26,
  TxnOffsetCommit: 28,
} as const;

export type KafkaApi = keyof typeof kafkaApis;

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Where a client is to go instead of to a broker's own address. */
export type Readdress = (broker: Address) => Promise<Address>;

const lengthBytes = 4;

/** Splits a stream of bytes into Kafka's frames: four bytes of length, then as many bytes. */
export class FrameSplitter {
  private rest: Buffer = Buffer.alloc(0);

  /** The frames that are complete now, each without its length. */
  push(chunk: Buffer): Buffer[] {
    const frames: Buffer[] = [];
    let bytes = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    while (bytes.length >= lengthBytes) {
      const end = lengthBytes + bytes.readInt32BE(0);
      if (bytes.length < end) break;
      frames.push(bytes.subarray(lengthBytes, end));
      bytes = bytes.subarray(end);
    }
    this.rest = bytes;
    return frames;
  }
}

export function framed(payload: Buffer): Buffer {
  const length = Buffer.alloc(lengthBytes);
  length.writeInt32BE(payload.length);
  return Buffer.concat([length, payload]);
}

/** Newer versions than these are in another encoding; the proxy tells clients that the broker does not know them. */
const maxVersions = new Map<number, number>([
  [kafkaApis.Metadata, 8],
  [kafkaApis.FindCoordinator, 2],
]);
const apiVersionsFlexibleFrom = 3;

/** The answer to an ApiVersions request, with the versions left out that the proxy could not rewrite. */
export function limitVersions(answer: Buffer, version: number): Buffer {
  const limited = Buffer.from(answer);
  const isFlexible = version >= apiVersionsFlexibleFrom;
  // Correlation id, error code, then the entries: as an int32 of them, or as a varint of one more than them.
  const count = isFlexible ? limited.readUInt8(6) - 1 : limited.readInt32BE(6);
  if (isFlexible && count >= 0x7f) throw new Error('More APIs than fit a varint of one byte.');
  let at = isFlexible ? 7 : 10;
  for (let entry = 0; entry < count; entry += 1) {
    const limit = maxVersions.get(limited.readInt16BE(at));
    if (limit !== undefined) limited.writeInt16BE(Math.min(limit, limited.readInt16BE(at + 4)), at + 4);
    at += isFlexible ? 7 : 6;
  }
  return limited;
}

/** The answer to an ApiVersions request, with nothing said of features, as a cluster answers that has not agreed on any. */
export function withoutFeatures(answer: Buffer, version: number): Buffer {
  if (version < apiVersionsFlexibleFrom) return answer;
  const entries = answer.readUInt8(6) - 1;
  const endOfThrottleTime = 7 + entries * 7 + 4;
  return Buffer.concat([answer.subarray(0, endOfThrottleTime), Buffer.from([0])]);
}

/** The answer to a Metadata request, with the brokers' addresses exchanged. */
export async function readdressMetadata(
  answer: Buffer,
  version: number,
  readdress: Readdress,
): Promise<Buffer> {
  let at = version >= 3 ? 8 : 4;
  const parts: Buffer[] = [answer.subarray(0, at + 4)];
  const brokers = answer.readInt32BE(at);
  at += 4;
  for (let broker = 0; broker < brokers; broker += 1) {
    parts.push(answer.subarray(at, at + 4));
    const { address, end } = readAddress(answer, at + 4);
    parts.push(addressBytes(await readdress(address)));
    at = end;
    if (version < 1) continue;
    const rackEnd = at + 2 + Math.max(0, answer.readInt16BE(at));
    parts.push(answer.subarray(at, rackEnd));
    at = rackEnd;
  }
  parts.push(answer.subarray(at));
  return Buffer.concat(parts);
}

/** The answer to a FindCoordinator request, with the coordinator's address exchanged. */
export async function readdressCoordinator(
  answer: Buffer,
  version: number,
  readdress: Readdress,
): Promise<Buffer> {
  let at = 4 + (version >= 1 ? 4 : 0);
  const errorCode = answer.readInt16BE(at);
  if (errorCode !== 0) return answer;
  at += 2;
  if (version >= 1) at += 2 + Math.max(0, answer.readInt16BE(at));
  at += 4;
  const { address, end } = readAddress(answer, at);
  return Buffer.concat([
    answer.subarray(0, at),
    addressBytes(await readdress(address)),
    answer.subarray(end),
  ]);
}

function readAddress(bytes: Buffer, at: number): { readonly address: Address; readonly end: number } {
  const hostEnd = at + 2 + bytes.readInt16BE(at);
  const host = bytes.toString('utf8', at + 2, hostEnd);
  return { address: { host, port: bytes.readInt32BE(hostEnd) }, end: hostEnd + 4 };
}

function addressBytes({ host, port }: Address): Buffer {
  const name = Buffer.from(host);
  const bytes = Buffer.alloc(2 + name.length + 4);
  bytes.writeInt16BE(name.length, 0);
  name.copy(bytes, 2);
  bytes.writeInt32BE(port, 2 + name.length);
  return bytes;
}
