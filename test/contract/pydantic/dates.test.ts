import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readField, refusedField } from '../../helpers/field.ts';

const date = { type: 'string', format: 'date' };
const datetime = { type: 'string', format: 'date-time' };
const seed = Number(process.env.FC_SEED ?? Date.now() % 2 ** 31);

const readDate = (text: string) => readField(JSON.stringify(text), date);
const readDatetime = (text: string) => readField(JSON.stringify(text), datetime);
const parsing = (error: string) => ['date_from_datetime_parsing', { error }];

describe('a date', () => {
  it.each([
    ['2024-02-29', '2024-02-29'],
    ['0001-01-01', '0001-01-01'],
    ['2024-01-01T00:00', '2024-01-01'],
    ['2024-01-01_00:00:00,0Z', '2024-01-01'],
    ['2024-01-01 00:00:00.0000009−23:59', '2024-01-01'],
    ['2024-01-01T12:00', 'date_from_datetime_inexact'],
    ['2024-01-01T00:00:00.000001', 'date_from_datetime_inexact'],
    ['0000-12-31', ['date_parsing', { error: 'year 0 is out of range' }]],
  ])('from %s is %j', (text, expected) => {
    expect(readDate(text)).toEqual(expected);
  });

  it.each([
    ['', 'input is too short'],
    ['2024-01-0', 'input is too short'],
    ['é24-01-01x', 'invalid character in year'],
    ['2024/01/01', 'invalid date separator, expected `-`'],
    ['2024-1-01x', 'invalid character in month'],
    ['2024-01.01', 'invalid date separator, expected `-`'],
    ['2024-01-1x', 'invalid character in day'],
    ['2024-13-01', 'month value is outside expected range of 1-12'],
    ['2023-02-29', 'day value is outside expected range'],
    ['2024-01-01x', 'invalid datetime separator, expected `T`, `t`, `_` or space'],
    ['2024-01-01T0:00', 'input is too short'],
    ['2024-01-01T0x:00', 'invalid character in hour'],
    ['2024-01-01T00.00', 'invalid time separator, expected `:`'],
    ['2024-01-01T00:0x', 'invalid character in minute'],
    ['2024-01-01T24:00', 'hour value is outside expected range of 0-23'],
    ['2024-01-01T00:60', 'minute value is outside expected range of 0-59'],
    ['2024-01-01T00:00:', 'invalid character in second'],
    ['2024-01-01T00:00:60', 'second value is outside expected range of 0-59'],
    ['2024-01-01T00:00:00,', 'second fraction digits missing after `.`'],
    ['2024-01-01T00:00x', 'invalid timezone sign'],
    ['2024-01-01T00:00+1', 'invalid timezone hour'],
    ['2024-01-01T00:00+01', 'invalid timezone minute'],
    ['2024-01-01T00:00+01:60', 'timezone minute value is outside expected range of 0-59'],
    ['2024-01-01T00:00+24:00', 'timezone offset must be less than 24 hours'],
    ['2024-01-01T00:00ZZ', 'unexpected extra characters at the end of the input'],
    ['253402300800000', 'dates after 9999 are not supported as unix timestamps'],
    ['-62167219200001', 'dates before 0000 are not supported as unix timestamps'],
    ['1.5e30', 'numeric times may not exceed 86,399 seconds'],
  ])('from %j fails: %s', (text, error) => {
    expect(readDate(text)).toEqual(parsing(error));
  });

  it.each([
    ['86400', '1970-01-02'],
    ['-86400', '1969-12-31'],
    ['20000000000', 'date_from_datetime_inexact'],
    ['1700006400000', '2023-11-15'],
    ['1700006400.0', '2023-11-15'],
    ['864.e2', '1970-01-02'],
    ['8.64e4', '1970-01-02'],
    ['86400000.0e6', '1972-09-27'],
    ['86399.9999999', '1970-01-02'],
    ['.5', 'date_from_datetime_inexact'],
    ['1e5', parsing('input is too short')],
    ['18446744073709638016', '1970-01-02'],
    ['9223372036854775808', parsing('invalid date separator, expected `-`')],
    ['9223372036854775808.0', parsing('invalid date separator, expected `-`')],
    [' 86400', parsing('input is too short')],
  ])('from the number %s is %j', (text, expected) => {
    expect(readDate(text)).toEqual(expected);
  });

  it.each([
    ['86400', '1970-01-02'],
    ['86400.0', '1970-01-02'],
    ['null', 'date_type'],
    ['true', 'date_type'],
    ['[]', 'date_type'],
    ['{}', 'date_type'],
    ['9'.repeat(400), 'date_type'],
  ])('from the JSON %.20s is %j', (json, expected) => {
    expect(readField(json, date)).toEqual(expected);
  });

  it('is itself, and all its errors say what they are about', () => {
    const day = fc.date({
      min: new Date('0001-01-01'),
      max: new Date('9999-12-31'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(day, (one) => {
        const text = one.toISOString().slice(0, 10);
        expect(readDate(text)).toBe(text);
        const seconds = Date.parse(text) / 1000;
        // A larger number would be in milliseconds.
        if (Math.abs(seconds) <= 2e10) expect(readDate(String(seconds))).toBe(text);
      }),
      { seed, numRuns: 1000 },
    );
    expect(refusedField('"x"', date)).toBe(
      '{"detail":[{"type":"date_from_datetime_parsing","loc":["body","value"],"msg":"Input should be a valid date or datetime, input is too short","input":"x","ctx":{"error":"input is too short"}}]}',
    );
    expect(refusedField('"0000-01-01"', date)).toContain(
      '"msg":"Input should be a valid date in the format YYYY-MM-DD, year 0 is out of range"',
    );
  });
});

describe('a date with a time', () => {
  it.each([
    ['2024-02-29', '2024-02-29T00:00:00'],
    ['2024-02-29T23:59:59.1234567-01:30', '2024-02-29T23:59:59.123456-01:30'],
    ['1700006400.25', '2023-11-15T00:00:00.250000+00:00'],
    ['0000-01-01T00:00', ['datetime_parsing', { error: 'year 0 is out of range' }]],
    [
      '2024-02-29T24:00',
      [
        'datetime_from_date_parsing',
        { error: 'unexpected extra characters at the end of the input' },
      ],
    ],
  ])('from %s is %j', (text, expected) => {
    expect(readDatetime(text)).toEqual(expected);
  });

  it.each([
    ['-1.25', '1969-12-31T23:59:58.250000+00:00'],
    ['null', 'datetime_type'],
    ['false', 'datetime_type'],
    [
      '1e20',
      ['datetime_parsing', { error: 'dates after 9999 are not supported as unix timestamps' }],
    ],
  ])('from the JSON %s is %j', (json, expected) => {
    expect(readField(json, datetime)).toEqual(expected);
  });
});
