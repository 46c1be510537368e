/** Dates, and dates with a time (framework). Their values are texts in the form of ISO 8601. */
import { type Day, type Moment, readDay, readMoment } from './date-text.ts';
import type { Fault } from './errors.ts';
import { PyFloat, PyInt } from './json-value.ts';
import type { OtherCheck, ValidationResult } from './rules.ts';
import { numberMoment, textMoment } from './timestamps.ts';
import { wrong } from './validate.ts';

const fault = (type: string, what: string, error?: string): Fault => ({
  type,
  msg: `Input should be a valid ${what}${error === undefined ? '' : `, ${error}`}`,
  ctx: error === undefined ? undefined : { error },
});

const NO_YEAR = 'year 0 is out of range';
const inexact: Fault = {
  type: 'date_from_datetime_inexact',
  msg: 'Datetimes provided to dates should have zero time - e.g. be exact dates',
};

const two = (number: number): string => String(number).padStart(2, '0');

const dayText = ({ year, month, day }: Day): string =>
  `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;

function offsetText(offset: number | null): string {
  if (offset === null) return '';
  const minutes = Math.abs(offset) / 60;
  return `${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

function momentText(moment: Moment): string {
  const { seconds, microseconds, offset } = moment;
  const time = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map(two);
  const fraction = microseconds === 0 ? '' : `.${String(microseconds).padStart(6, '0')}`;
  return `${dayText(moment)}T${time.join(':')}${fraction}${offsetText(offset)}`;
}

/** The moment that a text or a number is, or what is wrong; undefined for a value of another type. */
function momentOf(value: unknown): Moment | string | undefined {
  if (typeof value === 'string') {
    const moment = readMoment(value);
    return typeof moment === 'string' ? (textMoment(value) ?? moment) : moment;
  }
  if (value instanceof PyFloat) return numberMoment(value.value);
  // A plain number is left to the exact reader, which tells integers from floats.
  if (!(value instanceof PyInt)) return undefined;
  const whole = Number(value.text);
  // An integer over the largest float is not a timestamp.
  return Number.isFinite(whole) ? numberMoment(whole) : undefined;
}

function checkDay(day: Day, value: unknown): ValidationResult {
  return day.year === 0
    ? wrong(fault('date_parsing', 'date in the format YYYY-MM-DD', NO_YEAR), value)
    : { value: dayText(day) };
}

/** The check of a date. A date with a time is one at midnight only; an offset does not move the day. */
export const dateCheck: OtherCheck = {
  kind: 'date',
  check(value) {
    const day = typeof value === 'string' ? readDay(value) : '';
    if (typeof day !== 'string') return checkDay(day, value);
    const moment = momentOf(value);
    if (moment === undefined) return wrong(fault('date_type', 'date'), value);
    if (typeof moment === 'string')
      return wrong(fault('date_from_datetime_parsing', 'date or datetime', moment), value);
    return moment.seconds === 0 && moment.microseconds === 0
      ? checkDay(moment, value)
      : wrong(inexact, value);
  },
};

/** What is wrong with a text that is neither a date with a time nor a date alone. */
function dayProblem(text: string): string {
  const day = readDay(text);
  const whole = /^[-+]?[0-9]+$/.test(text) ? textMoment(text) : undefined;
  return typeof whole === 'string' ? whole : (day as string);
}

/** The check of a date with a time. A date alone is one at midnight, without an offset. */
export const datetimeCheck: OtherCheck = {
  kind: 'date',
  check(value) {
    const moment = momentOf(value);
    if (moment === undefined) return wrong(fault('datetime_type', 'datetime'), value);
    if (typeof moment !== 'string') {
      return moment.year === 0
        ? wrong(fault('datetime_parsing', 'datetime', NO_YEAR), value)
        : { value: momentText(moment) };
    }
    if (typeof value !== 'string')
      return wrong(fault('datetime_parsing', 'datetime', moment), value);
    const day = readDay(value);
    if (typeof day === 'string')
      return wrong(
        fault('datetime_from_date_parsing', 'datetime or date', dayProblem(value)),
        value,
      );
    if (day.year === 0) return wrong(fault('datetime_parsing', 'datetime', NO_YEAR), value);
    return { value: momentText({ ...day, seconds: 0, microseconds: 0, offset: null }) };
  },
};
