import { describe, expect, it } from 'vitest';
import { decodePlan, encodePlan, planSettings } from './plan.ts';

const config = {
  name: 'archive',
  'aws.secret.access.key': 'secret',
  'format.class': 'JsonFormat',
  'path.format': 'yyyy',
  'value.converter': 'JsonConverter',
  transforms: 'mask',
  'transforms.mask.fields': 'pan',
};

describe('what is noted beside an offset', () => {
  it('is read again as it was, and has no secret', () => {
    const plan = { end: 42, clockMs: 7, ...planSettings(config) };
    expect(decodePlan(encodePlan(plan))).toMatchObject(plan);
    expect(plan.content).toEqual({ 'format.class': 'JsonFormat', 'path.format': 'yyyy' });
    expect(encodePlan(plan)).not.toContain('secret');
  });

  it('knows whether converters or transforms were changed, and nothing else', () => {
    const { conversions } = planSettings(config);
    expect(planSettings({ ...config, 'flush.size': '7' }).conversions).toBe(conversions);
    expect(planSettings({ ...config, 'transforms.mask.fields': 'pan,cvv' }).conversions).not.toBe(
      conversions,
    );
    expect(planSettings({ ...config, 'value.converter': 'StringConverter' }).conversions).not.toBe(
      conversions,
    );
  });

  it('is nothing, or of this version', () => {
    expect(decodePlan('')).toBeUndefined();
    expect(() => decodePlan('{"version":9}')).toThrow('not written by this version');
    expect(() => decodePlan('hello')).toThrow('PATCH /connectors/<name>/offsets');
  });

  it('has to fit', () => {
    const content = { 'path.format': 'y'.repeat(5_000) };
    expect(() => encodePlan({ end: 1, clockMs: 1, content, conversions: '' })).toThrow(
      'more than 4096 bytes',
    );
  });
});
