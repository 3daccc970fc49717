import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Clock } from '@payments/service';
import { Gauge } from 'prom-client';
import type { Subscription } from 'rxjs';
import { Arrivals } from '../notifications/arrivals.ts';
import { notificationProblems } from '../notifications/notification-problems.ts';
import { NotificationsService } from '../notifications/notifications.service.ts';
import { RecurringWork } from '../schedule/recurring-work.ts';
import { NotificationSettings } from '../settings.ts';
import { NotificationStream, type StreamTarget } from './notification-stream.ts';
import { StreamPositions } from './stream-positions.service.ts';

const openStreams = new Gauge({ name: 'notification_streams_open', help: 'Clients connected to a stream.' });
const blockedStreams = new Gauge({
  name: 'notification_streams_blocked',
  help: 'Those of them that do not read what they were sent.',
});

const reconnectMs = 2_000;
/** A client that does not read for so long is disconnected; when it comes back it has missed nothing. */
const maxBlockedMs = 60_000;

interface StreamStart {
  readonly userId: string;
  /** What has been stored up to this `seq` is not sent. */
  readonly position: number;
}

/**
 * The streams of this instance. Each round asks the table once what there is after their positions, so it does not matter which
 * instance stored it.
 */
@Injectable()
export class StreamHub implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly streams = new Set<NotificationStream>();
  private readonly work: RecurringWork;
  private heartbeat: NodeJS.Timeout | undefined;
  private arrivals: Subscription | undefined;
  private isStopping = false;

  constructor(
    private readonly positions: StreamPositions,
    private readonly notifications: NotificationsService,
    private readonly stored: Arrivals,
    private readonly clock: Clock,
    private readonly settings: NotificationSettings,
  ) {
    this.work = new RecurringWork({
      name: 'streaming notifications',
      idleMs: settings.stream.pollMs,
      round: () => this.round(),
    });
  }

  onApplicationBootstrap(): void {
    this.work.start();
    this.arrivals = this.stored.stored.subscribe(() => this.work.wake());
    this.heartbeat = setInterval(() => this.beat(), this.settings.stream.heartbeatMs);
  }

  async onModuleDestroy(): Promise<void> {
    this.isStopping = true;
    clearInterval(this.heartbeat);
    this.arrivals?.unsubscribe();
    for (const stream of this.streams) stream.end();
    await this.work.stop();
  }

  /** How many clients do not read what they were sent. */
  get blocked(): number {
    return [...this.streams].filter((stream) => stream.isBlocked).length;
  }

  /** Where a stream of this user begins. @throws Problem if it cannot, or may not, begin */
  async begin(userId: string, lastEventId: string | undefined): Promise<number> {
    this.requireRoom(userId);
    return this.positions.find(userId, lastEventId);
  }

  /** Streams what is stored after the position until the target closes. @throws Problem if there is no room */
  open({ userId, position }: StreamStart, connect: () => StreamTarget): void {
    this.requireRoom(userId);
    const target = connect();
    const stream = new NotificationStream({ userId, after: position, target, now: () => this.clock.now() });
    const remove = (): void => {
      this.streams.delete(stream);
      openStreams.set(this.streams.size);
    };
    target.on('close', remove);
    target.on('error', remove);
    if (target.destroyed) return;
    this.streams.add(stream);
    openStreams.set(this.streams.size);
    stream.open(reconnectMs);
    this.work.wake();
  }

  private requireRoom(userId: string): void {
    const { maxConnections, maxConnectionsPerUser } = this.settings.stream;
    if (this.isStopping) throw notificationProblems.stopping();
    if (this.streams.size >= maxConnections) throw notificationProblems.streamsExhausted();
    const ofUser = [...this.streams].filter((stream) => stream.userId === userId).length;
    if (ofUser >= maxConnectionsPerUser)
      throw notificationProblems.tooManyStreams(userId, maxConnectionsPerUser);
  }

  private async round(): Promise<boolean> {
    const waiting = [...this.streams].filter((stream) => !stream.isBlocked);
    if (waiting.length === 0) return false;
    const { arrived, isMore } = await this.positions.after(waiting);
    if (arrived.length === 0) return false;
    const views = await this.notifications.withIds([...new Set(arrived.map(({ id }) => id))]);
    const byId = new Map(views.map((view) => [view.id, view]));
    for (const { stream, seq, id } of arrived) {
      const view = byId.get(id);
      if (view !== undefined && !stream.isBlocked) stream.send(seq, view);
    }
    return isMore;
  }

  private beat(): void {
    blockedStreams.set(this.blocked);
    for (const stream of this.streams) {
      if (stream.blockedMs > maxBlockedMs) stream.destroy();
      else stream.heartbeat();
    }
  }
}
