import { crc32, deflateSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import * as z from 'zod';

/**
 * A picture of a form has few colours. With a palette of them, a PNG is a third as big as what the
 * browser writes.
 */

/** Colours are rounded to this many steps a channel, so that they fit into a palette. */
const STEPS = [16, 8, 4] as const;

const LARGEST_PALETTE = 256;

/** The same picture with at most 256 colours. The page is used for reading it: any page will do. */
export async function withPalette(png: Buffer, page: Page): Promise<Buffer> {
  const { width, height, pixels } = await pixelsOf(png, page);
  for (const steps of STEPS) {
    const { palette, indexes } = paletteOf(pixels, steps);
    if (palette.length <= LARGEST_PALETTE) return encoded(width, height, palette, indexes);
  }
  return png;
}

/** Runs in the browser, which has a decoder. Gives three bytes a pixel, row by row, in base64. */
const READ_PIXELS = `async (source) => {
  const bytes = Uint8Array.from(atob(source), (character) => character.charCodeAt(0));
  const bitmap = await createImageBitmap(new Blob([bytes]));
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext('2d');
  context.drawImage(bitmap, 0, 0);
  let text = '';
  for (const [index, value] of context.getImageData(0, 0, width, height).data.entries()) {
    if (index % 4 !== 3) text += String.fromCharCode(value);
  }
  return { width, height, base64: btoa(text) };
}`;

const readPixels = z.object({ width: z.number(), height: z.number(), base64: z.string() });

async function pixelsOf(png: Buffer, page: Page) {
  const answer: unknown = await page.evaluate(`(${READ_PIXELS})("${png.toString('base64')}")`);
  const { width, height, base64 } = readPixels.parse(answer);
  return { width, height, pixels: Buffer.from(base64, 'base64') };
}

function paletteOf(pixels: Buffer, steps: number) {
  const rounded = (value: number | undefined) =>
    Math.round((Math.round(((value ?? 0) * (steps - 1)) / 255) * 255) / (steps - 1));
  const known = new Map<number, number>();
  const indexes = new Array<number>(pixels.length / 3);
  for (let at = 0; at < indexes.length; at += 1) {
    const [red, green, blue] = [0, 1, 2].map((channel) => rounded(pixels[3 * at + channel]));
    const color = ((red ?? 0) << 16) | ((green ?? 0) << 8) | (blue ?? 0);
    const index = known.get(color) ?? known.size;
    known.set(color, index);
    indexes[at] = index;
  }
  return { palette: [...known.keys()], indexes };
}

/** PNG (ISO/IEC 15948) with eight bits a pixel, and no filter: rows of indexes have no slopes. */
function encoded(
  width: number,
  height: number,
  palette: readonly number[],
  indexes: readonly number[],
): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  const colors = Buffer.from(
    palette.flatMap((each) => [each >> 16, (each >> 8) & 255, each & 255]),
  );
  const rows = Buffer.alloc((width + 1) * height);
  for (let row = 0; row < height; row += 1) {
    rows.set(indexes.slice(row * width, (row + 1) * width), row * (width + 1) + 1);
  }
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('PLTE', colors),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(typed));
  return Buffer.concat([length, typed, sum]);
}
