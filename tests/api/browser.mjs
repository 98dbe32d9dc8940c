// A person who types at the page, in headless Chromium; prints what they saw as one line of JSON.
// node browser.mjs '{"url", "chromium", "width", "height", "scheme"}'

import { chromium } from 'playwright-core';

const given = JSON.parse(process.argv[2]);
const saw = { console: [] };
const HOSTILE = '<img src=x onerror="document.title=1"> & "quotes"';

const browser = await chromium.launch({
  executablePath: given.chromium,
  args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1'],
});
try {
  const person = await browser.newContext({ viewport: { width: given.width, height: given.height }, colorScheme: given.scheme });
  const page = await person.newPage();
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && saw.console.push(message.text()));
  page.on('pageerror', (error) => saw.console.push(String(error)));
  const lines = () => page.locator('#log > .turn').allInnerTexts();
  const says = (words) => page.getByRole('log').getByText(words, { exact: true }).waitFor();

  await page.goto(given.url);
  await page.locator('#status[data-state="off"]').waitFor();
  saw.focused = await page.evaluate(() => document.activeElement.id);
  saw.status = await page.getByRole('status').filter({ hasText: 'Voice' }).innerText();
  saw.talk = await page.getByRole('button', { name: 'Talk' }).getAttribute('aria-disabled');
  await page.getByRole('button', { name: 'Talk' }).click({ force: true });
  saw.alert = await page.getByRole('alert').innerText();
  await page.getByRole('button', { name: 'Dismiss' }).click();

  await page.keyboard.type('hello');
  await page.keyboard.press('Enter');
  await says('You said: hello');
  saw.emptied = await page.locator('#text').inputValue();
  await page.keyboard.type(HOSTILE);
  await page.keyboard.press('Enter');
  await says(`You said: ${HOSTILE}`);
  saw.title = await page.title();

  const quiet = saw.console.length;
  await page.route('**/api/v1/conversation', (route) => route.abort());
  await page.keyboard.type('do not lose me');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Try again' }).waitFor();
  saw.failed = await page.locator('.failure span').innerText();
  await page.unroute('**/api/v1/conversation');
  await page.getByRole('button', { name: 'Try again' }).click();
  await says('You said: do not lose me');

  await person.clearCookies();
  await page.locator('#text').fill('after a restart');
  await page.keyboard.press('Enter');
  await says('You said: after a restart');
  // The browser itself notes the cut line and the 401; nothing else may be there.
  saw.noted = saw.console.splice(quiet);
  saw.lines = await lines();
  for (let n = 0; n < 8; n += 1) {
    await page.locator('#text').fill(`more ${n}`);
    await page.keyboard.press('Enter');
    await says(`You said: more ${n}`);
  }
  saw.high = await page.evaluate(() => document.documentElement.scrollHeight - innerHeight);
  saw.atEnd = await page.evaluate(() => {
    const box = document.getElementById('scroll');
    return box.scrollHeight - box.scrollTop - box.clientHeight;
  });

  await page.locator('#text').pressSequentially('a draft');
  await page.reload();
  saw.draft = await page.locator('#text').inputValue();
  await page.locator('#text').fill('two\nlines');
  saw.tall = await page.evaluate(() => document.getElementById('text').clientHeight);
  saw.wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  saw.small = await page.evaluate(() =>
    [...document.querySelectorAll('button, textarea')].filter((e) => e.checkVisibility({ visibilityProperty: true }) && e.getBoundingClientRect().height < 43.5).map((e) => e.id || e.textContent));
} catch (error) {
  saw.trouble = String(error);
} finally {
  await browser.close();
}
console.log(JSON.stringify(saw));
