/**
 * Makes the pictures of the walkthrough and the moving one of the README from those of a tour: `npm run package` and then
 * `npm run pictures`, or `npm run pictures -- --again` from the pictures of the last tours.
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { launchBrowser } from './browser.ts';
import { buildFolder, projectRoot } from './folders.ts';
import { run } from './processes.ts';

/** A part of a picture in its pixels, and how wide it is shown. */
interface Cut {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly shownWidth: number;
}

const WHOLE: Cut = { x: 0, y: 0, width: 1280, height: 800, shownWidth: 1000 };

/** The steps of the walkthrough, by the picture of the tour that each shows a part of. */
const STEPS = {
  key: { of: 'key', cut: { x: 320, y: 0, width: 640, height: 180, shownWidth: 640 } },
  review: { of: 'problems', cut: { x: 48, y: 300, width: 752, height: 470, shownWidth: 752 } },
  result: { of: 'proposal', cut: { x: 632, y: 190, width: 640, height: 400, shownWidth: 640 } },
  report: { of: 'near', cut: { x: 52, y: 70, width: 800, height: 500, shownWidth: 800 } },
} as const satisfies Readonly<Record<string, { readonly of: string; readonly cut: Cut }>>;

/** The pictures that the README shows one after the other, and how long in ms. */
const MOVING: readonly (readonly [of: string, ms: number])[] = [
  ['menu', 2200],
  ['findings', 3200],
  ['proposal', 3200],
  ['accepted', 2200],
  ['report', 3600],
  ['wasted', 3200],
];

const THEMES = ['dark', 'light'] as const;
const tourFolder = (theme: (typeof THEMES)[number]): string =>
  join(buildFolder, 'screenshots', theme === 'dark' ? 'tour' : 'tour-light');

if (!process.argv.includes('--again')) for (const theme of THEMES) await takeTour(theme);
const browser = await launchBrowser();
try {
  const page = await browser.newPage();
  for (const theme of THEMES) {
    for (const [name, { of, cut }] of Object.entries(STEPS)) {
      const webp = await cutOut(page, pictureOf(theme, of), cut);
      write(join('media', 'walkthrough', `${name}.${theme}.webp`), webp);
    }
  }
  write(join('media', 'screenshots', 'tour.gif'), await moving(page));
} finally {
  await browser.close();
}

/** Takes the tour anew in a theme. A walkthrough without pictures is what they are taken for. */
async function takeTour(theme: (typeof THEMES)[number]): Promise<void> {
  rmSync(tourFolder(theme), { recursive: true, force: true });
  const mocha = join(projectRoot, 'node_modules', 'mocha', 'bin', 'mocha.js');
  const tour = join(projectRoot, 'test', 'journeys', 'tour.test.ts');
  const env = { ...process.env, TIERWISE_TOUR: theme, TIERWISE_PICTURES: '1' };
  await run(process.execPath, [mocha, '--timeout', '120000', '--exit', tour], {
    cwd: projectRoot,
    env,
  });
}

/** A picture of the tour as a data address, by its name. */
function pictureOf(theme: (typeof THEMES)[number], name: string): string {
  const folder = tourFolder(theme);
  const file = readdirSync(folder).find((one) => one.endsWith(`-${name}.png`));
  if (file === undefined) throw new Error(`The ${theme} tour has no picture ${name}.`);
  return `data:image/png;base64,${readFileSync(join(folder, file)).toString('base64')}`;
}

function write(path: string, data: Buffer): void {
  writeFileSync(join(projectRoot, path), data);
  process.stdout.write(`${path}: ${Math.ceil(data.length / 1000)} kB\n`);
}

/** A part of a picture as WebP, by the browser's own encoder. */
async function cutOut(page: Page, picture: string, cut: Cut): Promise<Buffer> {
  const url = await page.evaluate(
    async ({ source, part }) => {
      const image = new Image();
      image.src = source;
      await image.decode();
      const canvas = document.createElement('canvas');
      canvas.width = part.shownWidth;
      canvas.height = Math.round((part.shownWidth / part.width) * part.height);
      const drawing = canvas.getContext('2d');
      if (drawing === null) throw new Error('There is no canvas to draw on.');
      drawing.imageSmoothingQuality = 'high';
      const { x, y, width, height } = part;
      drawing.drawImage(image, x, y, width, height, 0, 0, canvas.width, canvas.height);
      return canvas.toDataURL('image/webp', 0.9);
    },
    { source: picture, part: cut },
  );
  return Buffer.from(url.slice(url.indexOf(',') + 1), 'base64');
}

/** What `modern-gif` puts into the page. */
interface GifEncoder {
  readonly encode: (options: object) => Promise<ArrayBuffer>;
}

/** The pictures of the dark tour one after the other, as one GIF. */
async function moving(page: Page): Promise<Buffer> {
  const encoder = createRequire(import.meta.url).resolve('modern-gif/dist/index.js');
  await page.addScriptTag({ path: encoder });
  const frames = MOVING.map(([of, delay]) => ({ data: pictureOf('dark', of), delay }));
  const { width, height, shownWidth } = WHOLE;
  const size = { width: shownWidth, height: Math.round((shownWidth / width) * height) };
  const base64 = await page.evaluate(
    async ({ pictures, shown }) => {
      const { modernGif } = globalThis as unknown as { readonly modernGif: GifEncoder };
      const drawn = pictures.map(async ({ data, delay }) => {
        const image = new Image();
        image.src = data;
        await image.decode();
        const canvas = new OffscreenCanvas(shown.width, shown.height);
        const drawing = canvas.getContext('2d');
        if (drawing === null) throw new Error('There is no canvas to draw on.');
        drawing.imageSmoothingQuality = 'high';
        drawing.drawImage(image, 0, 0, shown.width, shown.height);
        const pixels = drawing.getImageData(0, 0, shown.width, shown.height).data;
        return { data: pixels, delay };
      });
      const gif = await modernGif.encode({
        ...shown,
        maxColors: 255,
        frames: await Promise.all(drawn),
      });
      let text = '';
      for (const byte of new Uint8Array(gif)) text += String.fromCharCode(byte);
      return btoa(text);
    },
    { pictures: frames, shown: size },
  );
  return Buffer.from(base64, 'base64');
}
