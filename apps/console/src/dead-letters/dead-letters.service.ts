import { Injectable } from '@nestjs/common';
import type {
  DeadLetterGroups,
  DeadLetterList,
  DeadLetterView,
  Replayed,
  ReplayRequest,
} from '@payments/console-api';
import {
  ClusterSession,
  type DeadLetter,
  DeadLetterError,
  deadLetterTopicOf,
  type LetterContent,
  listDeadLetters,
  replayDeadLetters,
  type ReplaySelection,
} from '@payments/kafka';
import { problems } from '../http/problems.ts';
import { bytesView, headersView } from '../kafka/bytes.ts';
import { ClusterReads } from '../kafka/cluster-reads.service.ts';

interface GroupCount {
  readonly letters: number;
  readonly waiting: number;
  readonly newestMs: number | null;
}

/** Of a topic for dead letters, the name of whose group comes before it. */
const suffix = deadLetterTopicOf('');

/** What groups could not process, and how it goes back to where it came from. */
@Injectable()
export class DeadLetters {
  /** With the ends of the topic they were counted at: only then is it read again. */
  private readonly counts = new Map<string, { readonly ends: string; readonly count: GroupCount }>();

  constructor(
    private readonly session: ClusterSession,
    private readonly reads: ClusterReads,
  ) {}

  async groups(): Promise<DeadLetterGroups> {
    const { topics } = await this.reads.describe();
    const names = topics.map(({ name }) => name).filter((name) => name.endsWith(suffix));
    const groups: DeadLetterGroups['groups'][number][] = [];
    for (const name of names) {
      const group = name.slice(0, -suffix.length);
      groups.push({ group, ...(await this.count(group)) });
    }
    return { groups };
  }

  /** Newest first. @throws Problem if the group has none */
  async list(group: string, limit: number): Promise<DeadLetterList> {
    const letters = await this.read(group);
    return { letters: letters.toReversed().slice(0, limit).map(letterView), total: letters.length };
  }

  async replay(group: string, { offsets }: ReplayRequest): Promise<Replayed> {
    return this.send(group, offsets === 'all' ? 'all' : { offsets: offsets.map(String) });
  }

  async replayEdited(group: string, offset: number, content: LetterContent): Promise<Replayed> {
    return this.send(group, { offsets: [String(offset)] }, content);
  }

  private async send(group: string, selection: ReplaySelection, content?: LetterContent): Promise<Replayed> {
    await this.exists(group);
    try {
      const options = content === undefined ? {} : { content };
      const replayed = await replayDeadLetters(this.session.connection, group, selection, options);
      this.reads.forget();
      return { replayed: replayed.length };
    } catch (error) {
      throw error instanceof DeadLetterError ? letterProblem(error) : error;
    }
  }

  private async count(group: string): Promise<GroupCount> {
    const topic = deadLetterTopicOf(group);
    const [earliest, latest] = await Promise.all([this.reads.earliest(), this.reads.latest()]);
    const ends = JSON.stringify([[...(earliest.get(topic) ?? [])], [...(latest.get(topic) ?? [])]]);
    const known = this.counts.get(group);
    if (known?.ends === ends) return known.count;
    const letters = await this.session.ask(() => listDeadLetters(this.session.connection, group));
    const count = {
      letters: letters.length,
      waiting: letters.filter(({ isReplayed }) => !isReplayed).length,
      newestMs: letters.at(-1)?.timestampMs ?? null,
    };
    this.counts.set(group, { ends, count });
    return count;
  }

  private async read(group: string): Promise<DeadLetter[]> {
    await this.exists(group);
    return this.session.ask(() => listDeadLetters(this.session.connection, group));
  }

  private async exists(group: string): Promise<void> {
    if ((await this.reads.topic(deadLetterTopicOf(group))) !== undefined) return;
    throw problems.notFound(`${group} has no topic ${deadLetterTopicOf(group)} for dead letters.`);
  }
}

function letterProblem({ reason, message }: DeadLetterError): Error {
  if (reason === 'missing') return problems.notFound(message);
  if (reason === 'replayed') return problems.alreadyReplayed(message);
  return problems.invalid([{ pointer: '/offsets', detail: message }]);
}

function letterView(letter: DeadLetter): DeadLetterView {
  const { offset, origin, key, value, headers, ...rest } = letter;
  return {
    ...rest,
    offset: Number(offset),
    origin: { ...origin, offset: Number(origin.offset) },
    key: bytesView(key),
    value: bytesView(value),
    headers: headersView(headers),
  };
}
