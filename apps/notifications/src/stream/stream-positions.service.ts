import { Injectable } from '@nestjs/common';
import type { RowDataPacket } from 'mysql2/promise';
import { Database } from '../database/database.service.ts';
import { notificationProblems } from '../notifications/notification-problems.ts';
import type { NotificationStream } from './notification-stream.ts';

/** So many notifications are taken for one stream at a time, and about so many for all of them together. */
const maxPerStream = 50;
const maxPerRound = 2_000;

/** A notification that a stream has not sent yet. */
interface Arrived {
  readonly stream: NotificationStream;
  readonly seq: number;
  readonly id: string;
}

interface ArrivedRow extends RowDataPacket {
  readonly place: number;
  readonly seq: number;
  readonly id: string;
}

/** Where in a user's notifications a stream is, and what there is after it. */
@Injectable()
export class StreamPositions {
  constructor(private readonly database: Database) {}

  /** The position of an event; without one, after everything there is. @throws Problem if the user has no such event */
  async find(userId: string, lastEventId: string | undefined): Promise<number> {
    const [last] = await this.database.rows<RowDataPacket & { seq: number | null }>(
      lastEventId === undefined
        ? 'SELECT MAX(seq) AS seq FROM notifications WHERE user_id = ?'
        : 'SELECT seq FROM notifications WHERE user_id = ? AND id = ?',
      [userId, lastEventId],
    );
    if (last !== undefined) return last.seq ?? 0;
    throw notificationProblems.parameterInvalid(
      'Last-Event-ID',
      `is not the id of a notification of ${userId}`,
    );
  }

  /** What comes next for each of the streams, in order, with one question to the table. */
  async after(
    streams: readonly NotificationStream[],
  ): Promise<{ readonly arrived: readonly Arrived[]; readonly isMore: boolean }> {
    const places = [...Map.groupBy(streams, ({ userId, position }) => `${position} ${userId}`).values()];
    const limit = Math.max(1, Math.min(maxPerStream, Math.floor(maxPerRound / places.length)));
    const rows = await this.database.rows<ArrivedRow>(
      `SELECT places.place, next.seq, next.id
       FROM JSON_TABLE(?, '$[*]' COLUMNS (
         place FOR ORDINALITY,
         user_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin PATH '$.userId',
         position BIGINT UNSIGNED PATH '$.position'
       )) AS places
       JOIN LATERAL (
         SELECT seq, id FROM notifications
         WHERE user_id = places.user_id AND seq > places.position
         ORDER BY seq LIMIT ?
       ) AS next
       ORDER BY next.seq`,
      [
        JSON.stringify(places.map(([first]) => ({ userId: first?.userId, position: first?.position }))),
        limit,
      ],
    );
    const arrived = rows.flatMap(({ place, seq, id }) =>
      (places[place - 1] ?? []).map((stream) => ({ stream, seq, id })),
    );
    const counts = Map.groupBy(rows, ({ place }) => place);
    return { arrived, isMore: [...counts.values()].some((of) => of.length >= limit) };
  }
}
