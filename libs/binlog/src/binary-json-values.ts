const decimalType = 246;
const dateType = 10;
const timeType = 11;
const datetimeTypes = new Set([7, 12]);
/** An hour of the day, and one of a TIME, which goes on to 838. */
const hourBits = 5n;
const longHourBits = 10n;

/** Text of a value that JSON itself has no type for: decimals stay numbers, the others become strings. */
export function opaqueText(type: number, data: Buffer): string {
  if (type === decimalType) return decimalText(data.subarray(2), data.readUInt8(0), data.readUInt8(1));
  if (type === dateType) return `"${dateText(fieldsOf(data))}"`;
  if (type === timeType) return `"${timeText(fieldsOf(data, longHourBits))}"`;
  if (datetimeTypes.has(type)) {
    const fields = fieldsOf(data);
    return `"${dateText(fields)} ${timeText(fields)}"`;
  }
  return JSON.stringify(`base64:type${type}:${base64Lines(data)}`);
}

/** MySQL breaks lines of base64 here. */
const base64LineLength = 76;

function base64Lines(data: Buffer): string {
  const text = data.toString('base64');
  const lines: string[] = [];
  for (let from = 0; from < text.length; from += base64LineLength) {
    lines.push(text.slice(from, from + base64LineLength));
  }
  return lines.join('\n');
}

interface Fields {
  readonly negative: boolean;
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly microsecond: number;
}

/** Of the packed form that MySQL keeps dates and times in: from the top year and month, day, hour, minute, second, microsecond. */
function fieldsOf(data: Buffer, hourWidth = hourBits): Fields {
  const packed = data.readBigInt64LE(0);
  const absolute = packed < 0n ? -packed : packed;
  const bits = (shift: bigint, width: bigint): number => Number((absolute >> shift) & ((1n << width) - 1n));
  const yearMonth = bits(46n, 17n);
  return {
    negative: packed < 0n,
    year: Math.floor(yearMonth / 13),
    month: yearMonth % 13,
    day: bits(41n, 5n),
    hour: bits(36n, hourWidth),
    minute: bits(30n, 6n),
    second: bits(24n, 6n),
    microsecond: bits(0n, 24n),
  };
}

function dateText({ year, month, day }: Fields): string {
  return `${digits(year, 4)}-${digits(month, 2)}-${digits(day, 2)}`;
}

function timeText({ negative, hour, minute, second, microsecond }: Fields): string {
  const time = `${digits(hour, 2)}:${digits(minute, 2)}:${digits(second, 2)}.${digits(microsecond, 6)}`;
  return negative ? `-${time}` : time;
}

function digits(value: number, width: number): string {
  return String(value).padStart(width, '0');
}

const digitsPerGroup = 9;
/** Bytes that so many digits take. */
const groupBytes = [0, 1, 1, 2, 2, 3, 3, 4, 4, 4] as const;

/** Groups of nine digits from the point outwards, four bytes each; the first bit is set if it is not negative, else all are flipped. */
function decimalText(data: Buffer, precision: number, scale: number): string {
  const bytes = Buffer.from(data);
  const negative = (bytes.readUInt8(0) & 0x80) === 0;
  bytes.writeUInt8(bytes.readUInt8(0) ^ 0x80, 0);
  if (negative) for (let index = 0; index < bytes.length; index++) bytes[index] = ~(bytes[index] ?? 0) & 0xff;

  let offset = 0;
  const take = (count: number): string => {
    const width = groupBytes[count] ?? 4;
    const value = width === 0 ? 0 : bytes.readUIntBE(offset, width);
    offset += width;
    return digits(value, count);
  };
  const whole = precision - scale;
  let text = whole % digitsPerGroup === 0 ? '' : take(whole % digitsPerGroup);
  for (let left = Math.floor(whole / digitsPerGroup); left > 0; left--) text += take(digitsPerGroup);
  let fraction = '';
  for (let left = Math.floor(scale / digitsPerGroup); left > 0; left--) fraction += take(digitsPerGroup);
  if (scale % digitsPerGroup !== 0) fraction += take(scale % digitsPerGroup);
  const shown = text.replace(/^0+(?=\d)/, '') || '0';
  return `${negative ? '-' : ''}${shown}${scale > 0 ? `.${fraction}` : ''}`;
}
