import { GroupNotEmptyError } from '../groups/group-offsets.ts';
import { coordinatorTypes, errorOfCode } from '../kafkajs/internals.ts';
import { type ClusterSession, KafkaRefusalError, requestAsIs } from './cluster-session.ts';

/** Forgets a group and all its offsets. @throws GroupNotEmptyError, or KafkaRefusalError if there is no such group */
export async function deleteGroup(session: ClusterSession, group: string): Promise<void> {
  const { results } = await session.ask(async (cluster) => {
    const coordinator = await cluster.findGroupCoordinator({
      groupId: group,
      coordinatorType: coordinatorTypes.GROUP,
    });
    return requestAsIs<{ readonly results: readonly { readonly errorCode: number }[] }>(
      coordinator,
      'DeleteGroups',
      [group],
    );
  });
  const failed = results.find(({ errorCode }) => errorCode !== 0);
  if (failed === undefined) return;
  const { type, message } = errorOfCode(failed.errorCode);
  if (type === 'NON_EMPTY_GROUP') throw new GroupNotEmptyError(group);
  throw new KafkaRefusalError(type, message);
}
