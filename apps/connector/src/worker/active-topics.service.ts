import { Injectable } from '@nestjs/common';
import { Clock } from '@payments/service';
import { ClusterState } from '../state/cluster-state.service.ts';
import { topicRecord } from '../state/status-records.ts';
import { StatusWriter } from '../state/status-writer.service.ts';

/** Notes which topics connectors write and read, each once until that is reset. */
@Injectable()
export class ActiveTopics {
  private readonly noted = new Map<string, Set<string>>();

  constructor(
    private readonly state: ClusterState,
    private readonly writer: StatusWriter,
    private readonly clock: Clock,
  ) {
    state.listen({
      configsChanged: () => undefined,
      statusesChanged: (changes) => {
        for (const change of changes)
          if (change.kind === 'topic' && !change.isActive) this.noted.get(change.name)?.delete(change.topic);
      },
    });
  }

  saw(connector: string, task: number, topic: string): void {
    const noted = this.noted.get(connector);
    if (noted?.has(topic)) return;
    if (noted === undefined) this.noted.set(connector, new Set([topic]));
    else noted.add(topic);
    if (this.state.statuses.topics(connector).includes(topic)) return;
    this.writer.put(topicRecord(connector, topic, { task, atMs: this.clock.now() }));
  }
}
