import { changing, deleting } from './change-requests.ts';
import { nothing, nothingToChange, nothingToDo, pausing, reading, restarting } from './connector-requests.ts';
import { creation, strangeNames } from './creation-requests.ts';
import { altering, sinks } from './offset-requests.ts';
import { loggers, plugins, validation, worker } from './plugin-requests.ts';
import type { ConformanceRequest } from './request.ts';

/** Every request there is, with success and without, in an order in which they make sense. */
export const conformanceRequests: readonly ConformanceRequest[] = [
  ...worker,
  ...plugins,
  ...validation,
  ...creation,
  ...reading,
  ...nothing,
  ...nothingToDo,
  ...nothingToChange,
  ...restarting,
  ...pausing,
  ...altering,
  ...changing,
  ...strangeNames,
  ...sinks,
  ...loggers,
  ...deleting,
];
