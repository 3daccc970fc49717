export { type ServiceDefinition, startService } from './boot.ts';
export { Clock, SystemClock } from './clock.ts';
export {
  Problem,
  type ProblemDetail,
  type ProblemDocument,
  type ProblemFields,
  problemSchema,
} from './problem.ts';
export { ProblemFilter, sendProblem } from './problem.filter.ts';
export {
  type LoggerLevel,
  LogLevels,
  logLevels,
  type NamedLogLevel,
  processLogLevels,
} from './log-levels.ts';
export { Readiness, type ReadinessCheck } from './readiness.ts';
export { isFromOwnSite, isOwnName, SameSiteGuard } from './same-site.guard.ts';
export { ServiceModule } from './service.module.ts';
export { readSettings, SettingsError } from './settings.ts';
