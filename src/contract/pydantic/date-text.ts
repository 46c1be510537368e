/** Dates and times in texts, with the parser's error texts (framework: the Rust crate `speedate`). */

/** A day of the calendar, years 0 to 9999. */
export interface Day {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** A day and a time of that day. */
export interface Moment extends Day {
  /** Seconds since midnight. */
  readonly seconds: number;
  readonly microseconds: number;
  /** Seconds east of UTC; null if the text has no offset. */
  readonly offset: number | null;
}

/** What is wrong with a text. */
class Invalid {
  readonly why: string;
  constructor(why: string) {
    this.why = why;
  }
}

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function daysIn(year: number, month: number): number {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 && isLeap ? 29 : (DAYS[month - 1] as number);
}

const TOO_SHORT = 'input is too short';
const EXTRA = 'unexpected extra characters at the end of the input';
const MINUS = '−';

/** Reads from the start of a text to its end. The parser looks at bytes, so lengths are those of UTF-8. */
class Reader {
  readonly #text: string;
  readonly #bytes: number;
  /** Everything before it is ASCII, except a minus sign in an offset, after which no length is taken. */
  #at = 0;

  constructor(text: string) {
    this.#text = text;
    this.#bytes = Buffer.byteLength(text);
  }

  /** Reads as many digits. */
  #number(length: number, part: string): number {
    let value = 0;
    for (let i = 0; i < length; i++) {
      const digit = this.#text.charCodeAt(this.#at++) - 0x30;
      if (!(digit >= 0 && digit <= 9)) throw new Invalid(`invalid ${part}`);
      value = 10 * value + digit;
    }
    return value;
  }

  /** Whether one of some characters is next; goes on behind it. */
  #take(characters: string): boolean {
    const next = this.#text[this.#at];
    if (next === undefined || !characters.includes(next)) return false;
    this.#at++;
    return true;
  }

  day(): Day {
    if (this.#bytes < 10) throw new Invalid(TOO_SHORT);
    const separator = () => {
      if (!this.#take('-')) throw new Invalid('invalid date separator, expected `-`');
    };
    const year = this.#number(4, 'character in year');
    separator();
    const month = this.#number(2, 'character in month');
    separator();
    const day = this.#number(2, 'character in day');
    if (month < 1 || month > 12) throw new Invalid('month value is outside expected range of 1-12');
    if (day < 1 || day > daysIn(year, month))
      throw new Invalid('day value is outside expected range');
    return { year, month, day };
  }

  moment(): Moment {
    const day = this.day();
    if (!this.#take('Tt _'))
      throw new Invalid('invalid datetime separator, expected `T`, `t`, `_` or space');
    if (this.#bytes - this.#at < 5) throw new Invalid(TOO_SHORT);
    const hour = this.#number(2, 'character in hour');
    if (!this.#take(':')) throw new Invalid('invalid time separator, expected `:`');
    const minute = this.#number(2, 'character in minute');
    if (hour > 23) throw new Invalid('hour value is outside expected range of 0-23');
    if (minute > 59) throw new Invalid('minute value is outside expected range of 0-59');
    const second = this.#take(':') ? this.#number(2, 'character in second') : undefined;
    if (second !== undefined && second > 59)
      throw new Invalid('second value is outside expected range of 0-59');
    const microseconds = second !== undefined && this.#take('.,') ? this.#fraction() : 0;
    const seconds = 3600 * hour + 60 * minute + (second ?? 0);
    const offset = this.#at < this.#text.length ? this.#offset() : null;
    this.end();
    return { ...day, seconds, microseconds, offset };
  }

  /** The microseconds of a fraction of a second; more than six digits are cut off. */
  #fraction(): number {
    const from = this.#at;
    while (this.#take('0123456789'));
    if (this.#at === from) throw new Invalid('second fraction digits missing after `.`');
    return Number(this.#text.slice(from, Math.min(this.#at, from + 6)).padEnd(6, '0'));
  }

  #offset(): number {
    if (this.#take('Zz')) return 0;
    const isEast = this.#take('+');
    if (!isEast && !this.#take(`-${MINUS}`)) throw new Invalid('invalid timezone sign');
    const hours = this.#number(2, 'timezone hour');
    this.#take(':');
    const minutes = this.#number(2, 'timezone minute');
    if (minutes > 59) throw new Invalid('timezone minute value is outside expected range of 0-59');
    if (hours > 23) throw new Invalid('timezone offset must be less than 24 hours');
    const seconds = 3600 * hours + 60 * minutes;
    return isEast ? seconds : -seconds;
  }

  end(): void {
    if (this.#at < this.#text.length) throw new Invalid(EXTRA);
  }
}

function read<T>(text: string, how: (reader: Reader) => T): T | string {
  try {
    return how(new Reader(text));
  } catch (thrown) {
    if (thrown instanceof Invalid) return thrown.why;
    throw thrown;
  }
}

/** Reads `YYYY-MM-DD`, or returns what is wrong. */
export const readDay = (text: string): Day | string =>
  read(text, (reader) => {
    const day = reader.day();
    reader.end();
    return day;
  });

/** Reads a date and a time, or returns what is wrong first. */
export const readMoment = (text: string): Moment | string => read(text, (one) => one.moment());
