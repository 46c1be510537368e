/** A picture of few colours as a PNG with a palette: a third of the size that a browser writes. */
import { crc32, deflateSync } from 'node:zlib';

/** The most colours: enough for the edges of letters. */
const MOST = 72;

/** A picture: three bytes for each point (red, green, blue), by rows. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly points: Uint8Array;
}

/** How far a colour is from grey. Small marks have such colours, and the edges of letters many greys. */
const saturation = (color: number): number => Math.max(...parts(color)) - Math.min(...parts(color));

/** The most frequent colours, as numbers. */
function paletteOf(points: Uint8Array): number[] {
  const counts = new Map<number, number>();
  for (let at = 0; at < points.length; at += 3) {
    const color = colorAt(points, at);
    counts.set(color, (counts.get(color) ?? 0) + 1);
  }
  const weighed = [...counts].map(
    ([color, count]) => [color, count * (1 + saturation(color))] as const,
  );
  weighed.sort(([, one], [, other]) => other - one);
  return weighed.slice(0, MOST).map(([color]) => color);
}

const colorAt = (points: Uint8Array, at: number): number =>
  ((points[at] ?? 0) << 16) | ((points[at + 1] ?? 0) << 8) | (points[at + 2] ?? 0);

const parts = (color: number) => [color >> 16, (color >> 8) & 255, color & 255] as const;

function distance(one: number, other: number): number {
  const [a, b] = [parts(one), parts(other)];
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

/** The bytes of the PNG. A colour that is rare becomes the nearest one of the others. */
export function smallPng({ width, height, points }: Picture): Buffer {
  const palette = paletteOf(points);
  const places = new Map(palette.map((color, place) => [color, place]));
  const placeOf = (color: number): number => {
    let place = places.get(color);
    if (place === undefined) {
      place = 0;
      for (const [other, one] of palette.entries()) {
        if (distance(one, color) < distance(palette[place] ?? 0, color)) place = other;
      }
      places.set(color, place);
    }
    return place;
  };
  // A row begins with the number of its filter: none.
  const rows = Buffer.alloc((width + 1) * height);
  for (let at = 0; at < width * height; at++) {
    const row = Math.floor(at / width);
    rows[at + row + 1] = placeOf(colorAt(points, at * 3));
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  // Eight bits for a point, which is a place in the palette.
  head.set([8, 3, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', head),
    chunk('PLTE', Buffer.from(palette.flatMap(parts))),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
