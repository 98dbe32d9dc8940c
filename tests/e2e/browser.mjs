// A person at the page, in headless Chromium: presses Talk, speaks a WAV, and tells what they saw and heard.
// node browser.mjs '{"url", "chromium", "microphone", "profile", "expect", "screenshot"}' prints one line of JSON.

import { chromium } from 'playwright-core';

const PATIENCE_MS = 60_000;
const given = JSON.parse(process.argv[2]);
const noted = { console: [] };

const browser = await chromium.launchPersistentContext(given.profile, {
  executablePath: given.chromium,
  headless: true,
  viewport: { width: 900, height: 760 },
  permissions: ['microphone'],
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-dev-shm-usage',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1',
    '--allow-loopback-in-peer-connection',
    '--autoplay-policy=no-user-gesture-required',
    '--use-fake-ui-for-media-stream',
    '--use-fake-device-for-media-stream',
    `--use-file-for-fake-audio-capture=${given.microphone}%noloop`,
  ],
});
try {
  const page = browser.pages()[0] ?? (await browser.newPage());
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && noted.console.push(message.text()));
  page.on('pageerror', (error) => noted.console.push(String(error)));
  // The page keeps its connections to itself; what was heard is in their statistics.
  await page.addInitScript(() => {
    const connections = [];
    const Connection = window.RTCPeerConnection;
    window.RTCPeerConnection = class extends Connection {
      constructor(...options) {
        super(...options);
        connections.push(this);
      }
    };
    window.energyHeard = async () => {
      let energy = 0;
      for (const connection of connections) {
        for (const report of (await connection.getStats()).values()) {
          if (report.type === 'inbound-rtp' && report.kind === 'audio') energy += report.totalAudioEnergy ?? 0;
        }
      }
      return energy;
    };
  });
  await page.goto(given.url);
  await page.locator('#talk[aria-disabled="false"]').waitFor({ timeout: PATIENCE_MS });
  await page.getByRole('button', { name: 'Talk' }).click();
  await page.waitForFunction((words) => document.getElementById('log').textContent.includes(words), given.expect, {
    timeout: PATIENCE_MS,
  }).catch((error) => (noted.trouble = String(error)));
  // Heard out: then the call listens again.
  await page.locator('#call[data-state="listening"]').waitFor({ timeout: PATIENCE_MS });
  noted.energy = await page.evaluate(() => window.energyHeard());
  noted.log = await page.locator('#log').innerText();
  noted.state = await page.locator('#call-state').innerText();
  noted.alert = await page.locator('#trouble').innerText();
  await page.screenshot({ path: given.screenshot });
  if (await page.locator('#hang-up').isVisible()) await page.getByRole('button', { name: 'Hang up' }).click();
  await page.locator('#talk').waitFor({ state: 'visible', timeout: PATIENCE_MS });
} catch (error) {
  noted.trouble = String(error);
} finally {
  await browser.close();
}
console.log(JSON.stringify(noted));
