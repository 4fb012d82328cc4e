import { execFileSync } from 'node:child_process';
import { chmodSync, createReadStream, createWriteStream, existsSync, readdirSync } from 'node:fs';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { chromium } from 'playwright-core';
import { installed, removeFolder } from './folders.ts';

/** A Chromium that can be started, and what it needs in its environment. */
export interface BrowserBinary {
  readonly path: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Starts a headless Chromium; the caller closes it. */
export async function launchBrowser(): Promise<Browser> {
  const { path, env } = await findOrInstallBrowser();
  return chromium.launch({
    executablePath: path,
    headless: true,
    env: { ...definedEnvironment(), ...env },
    args: [
      // The only pages it opens are our own, and containers often allow no sandbox.
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--disable-quic',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/**
 * A browser: the one that TIERWISE_BROWSER names, the one that npm has, which is the same on every machine that can run it,
 * an installed one, Playwright's, or (for root on Debian) the distribution's.
 */
export async function findOrInstallBrowser(): Promise<BrowserBinary> {
  const named = process.env['TIERWISE_BROWSER'];
  if (named !== undefined) return { path: named, env: {} };
  if (process.platform === 'linux' && process.arch === 'x64') {
    const fromNpm = await browserFromNpm();
    if (starts(fromNpm)) return fromNpm;
  }
  const path = installedBrowser() ?? playwrightBrowser();
  if (path !== undefined) return { path, env: {} };
  if (installWithApt()) {
    const fromApt = installedBrowser();
    if (fromApt !== undefined) return { path: fromApt, env: {} };
  }
  throw new Error(
    'No browser found: install Chrome, Chromium or Edge, or name one in TIERWISE_BROWSER.',
  );
}

function installedBrowser(): string | undefined {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const onPath = (process.env['PATH'] ?? '')
    .split(delimiter)
    .flatMap((folder) => [...names, 'microsoft-edge'].map((name) => join(folder, name)));
  const programs = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA']
    .map((name) => process.env[name])
    .filter((folder) => folder !== undefined)
    .flatMap((folder) => [
      join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe'),
      join(folder, 'Chromium', 'Application', 'chrome.exe'),
      join(folder, 'Microsoft', 'Edge', 'Application', 'msedge.exe'),
    ]);
  const applications = ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
    (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
  );
  const usual = {
    win32: programs,
    darwin: applications,
    linux: onPath,
  };
  const candidates = usual[process.platform as keyof typeof usual] ?? onPath;
  return candidates.find((candidate) => existsSync(candidate));
}

function playwrightBrowser(): string | undefined {
  const caches = {
    win32: join(homedir(), 'AppData', 'Local', 'ms-playwright'),
    darwin: join(homedir(), 'Library', 'Caches', 'ms-playwright'),
    linux: join(homedir(), '.cache', 'ms-playwright'),
  };
  const folder =
    process.env['PLAYWRIGHT_BROWSERS_PATH'] ??
    caches[process.platform as keyof typeof caches] ??
    caches.linux;
  if (!existsSync(folder)) return undefined;
  return readdirSync(folder)
    .filter((name) => /^chromium(_headless_shell)?-\d+$/.test(name))
    .flatMap((name) => [
      join(folder, name, 'chrome-linux', 'chrome'),
      join(folder, name, 'chrome-linux64', 'chrome'),
      join(folder, name, 'chrome-linux', 'headless_shell'),
      join(folder, name, 'chrome-headless-shell-linux64', 'chrome-headless-shell'),
      join(folder, name, 'chrome-win64', 'chrome.exe'),
      join(folder, name, 'chrome-mac', 'Chromium.app', 'Contents', 'MacOS', 'Chromium'),
    ])
    .find((candidate) => existsSync(candidate));
}

/** Chromium with the libraries it needs, and fonts, as npm packages: nothing is asked of the system but its C library. */
async function browserFromNpm(): Promise<BrowserBinary> {
  const folder = await installed('browser', 2, async (unfinished) => {
    const packed = join(unfinished, 'node_modules', '@sparticuz', 'chromium', 'bin');
    const unpacked = join(unfinished, 'chromium');
    mkdirSync(unpacked);
    await decompress(join(packed, 'chromium.br'), join(unpacked, 'chromium'));
    chmodSync(join(unpacked, 'chromium'), 0o755);
    for (const archive of ['al2023.tar', 'swiftshader.tar']) {
      const file = join(unpacked, archive);
      await decompress(join(packed, `${archive}.br`), file);
      execFileSync('tar', ['-xf', file, '-C', unpacked]);
      removeFolder(file);
    }
    cpSync(join(unfinished, 'node_modules', 'dejavu-fonts-ttf', 'ttf'), join(unpacked, 'fonts'), {
      recursive: true,
    });
    writeFileSync(join(unpacked, 'fonts.conf'), fontConfiguration);
    removeFolder(join(unfinished, 'node_modules'));
  });
  const home = join(folder, 'chromium');
  return {
    path: join(home, 'chromium'),
    env: {
      LD_LIBRARY_PATH: [join(home, 'lib'), process.env['LD_LIBRARY_PATH'] ?? '']
        .filter((part) => part !== '')
        .join(delimiter),
      FONTCONFIG_FILE: join(home, 'fonts.conf'),
      XDG_CACHE_HOME: home,
    },
  };
}

const fontConfiguration = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir prefix="relative">fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
  <alias><family>monospace</family><prefer><family>DejaVu Sans Mono</family></prefer></alias>
  <match><edit name="family" mode="append_last"><string>DejaVu Sans</string></edit></match>
</fontconfig>
`;

async function decompress(from: string, to: string): Promise<void> {
  await pipeline(createReadStream(from), createBrotliDecompress(), createWriteStream(to));
}

function starts({ path, env }: BrowserBinary): boolean {
  try {
    execFileSync(path, ['--version'], {
      env: { ...process.env, ...env },
      stdio: 'ignore',
      cwd: dirname(path),
      timeout: 20_000,
    });
    return true;
  } catch {
    return false;
  }
}

function installWithApt(): boolean {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return false;
  process.stderr.write('Installing the distribution’s Chromium.\n');
  try {
    const options = { stdio: 'ignore', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
    execFileSync('apt-get', ['update'], options as { stdio: 'ignore' });
    execFileSync('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], {
      ...options,
      stdio: 'ignore',
    });
    return true;
  } catch {
    return false;
  }
}

function definedEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  );
}
