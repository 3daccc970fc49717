import { Type } from 'typebox';

export const settingsSchema = Type.Object({
  DAILY_LIMIT: Type.Integer({ default: 10, minimum: 0, description: 'approved payments a user a day' }),
});
