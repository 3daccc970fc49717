import { Get, HttpCode, Param, Post } from '@nestjs/common';
import { ConnectCluster } from '../worker/connect-cluster.service.ts';
import type { TaskConfigInfo, TaskStatus } from '../worker/connect-cluster.views.ts';
import { OfConnectors } from './connect-controller.ts';
import { ConnectorConfigs } from './connector-configs.service.ts';
import { Describe } from './connect.openapi.ts';
import { RestError } from './rest-error.ts';
import { sayingOfUnknown } from './unknown-connector.ts';

/** The tasks of a connector. */
@OfConnectors('/:connector/tasks', 'tasks')
export class ConnectorTasksController {
  constructor(
    private readonly cluster: ConnectCluster,
    private readonly configs: ConnectorConfigs,
  ) {}

  @Get()
  @Describe('readTasks')
  tasks(@Param('connector') name: string): readonly TaskConfigInfo[] {
    return this.configs.taskConfigs(name);
  }

  @Get(':task/status')
  @Describe('readTaskStatus')
  status(@Param('connector') name: string, @Param('task') task: string): Promise<TaskStatus> {
    return sayingOfUnknown(`No status found for task ${name}-${task}`, () =>
      this.configs.taskStatus(name, taskNumber(task)),
    );
  }

  @Post(':task/restart')
  @HttpCode(204)
  @Describe('restartTask')
  restart(@Param('connector') name: string, @Param('task') task: string): Promise<void> {
    return sayingOfUnknown(`Unknown connector: ${name}`, () =>
      this.cluster.restartTask(name, taskNumber(task)),
    );
  }
}

function taskNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new RestError(404, 'HTTP 404 Not Found');
  return Number(text);
}
