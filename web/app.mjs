// The page: wires what is typed, said and shown.

import { Log } from '/page/log.mjs';
import { converse, health, voiceClientThere } from '/page/server.mjs';
import { Call } from '/page/voice.mjs';

const LOOK_AGAIN_MS = 10_000;
const $ = (id) => document.getElementById(id);
const text = $('text');
const log = new Log($('log'), $('scroll'), $('welcome'));
let sessionId = sessionStorage.getItem('session') ?? undefined;
let sending = Promise.resolve();
let call = null;
let voice = { on: false, why: 'Voice is not ready yet.' };

// ---- typing

text.value = sessionStorage.getItem('draft') ?? '';
text.addEventListener('input', drafted);
text.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  send();
});
$('composer').addEventListener('submit', (event) => {
  event.preventDefault();
  send();
});
for (const button of document.querySelectorAll('.examples button')) {
  button.addEventListener('click', () => {
    say(button.textContent);
    text.focus();
  });
}

function drafted() {
  sessionStorage.setItem('draft', text.value);
  $('send').disabled = !text.value.trim();
}

function send() {
  const words = text.value.trim();
  if (!words) return;
  text.value = '';
  drafted();
  say(words);
}

function say(words) {
  trouble('');
  deliver(log.add('you', words), words);
}

function deliver(turn, words) {
  // One after the other, in the order in which they were typed.
  sending = sending.then(() => (call?.live ? intoCall(turn, words) : typed(turn, words)));
}

async function typed(turn, words) {
  const dots = log.waiting(turn);
  try {
    const answer = await converse(words, sessionId);
    sessionId = answer.session_id;
    sessionStorage.setItem('session', sessionId);
    const reply = log.add('assistant', answer.reply, turn);
    if (!answer.saved) log.unkept(reply);
  } catch (error) {
    if (error.status === 404) forgetSession();
    log.fail(turn, error.message, () => deliver(turn, words));
  } finally {
    dots.remove();
    log.follow();
  }
}

function forgetSession() {
  sessionId = undefined;
  sessionStorage.removeItem('session');
}

async function intoCall(turn, words) {
  try {
    await call.say(words);
  } catch {
    log.fail(turn, 'The call did not take it.', () => deliver(turn, words));
  }
}

// ---- talking

const segments = new Map();

$('talk').addEventListener('click', () => {
  if (call) return;
  if (!voice.on) return trouble(voice.why);
  trouble('');
  segments.clear();
  // During a call the assistant is heard; a screen reader that read it all aloud would talk over it.
  $('log').setAttribute('aria-live', 'off');
  $('talk').hidden = true;
  $('call').hidden = false;
  $('mute').focus();
  call = new Call({ state: showState, heard, level: (level) => $('orb').style.setProperty('--level', level.toFixed(2)), muted, ended });
  call.start();
});
$('mute').addEventListener('click', () => call?.mute($('mute').getAttribute('aria-pressed') !== 'true'));
$('hang-up').addEventListener('click', () => call?.hangUp());

let shown = ['connecting', ''];

function showState(name, words) {
  shown = [name, words];
  $('call').dataset.state = name;
  const deaf = name === 'listening' && $('mute').getAttribute('aria-pressed') === 'true';
  const line = deaf ? 'You’re muted' : words;
  if ($('call-state').textContent !== line) $('call-state').textContent = line;
}

function heard(who, id, words, done) {
  let turn = segments.get(id);
  if (!turn) segments.set(id, (turn = log.open(who)));
  // The final words of a segment arrive from their beginning again: what is shown never shrinks meanwhile.
  if (done || words.length > log.words(turn).length) log.write(turn, words);
  if (done) log.close(turn);
}

function muted(off) {
  $('mute').setAttribute('aria-pressed', String(off));
  if (call) showState(...shown);
}

function ended(reason) {
  call = null;
  for (const turn of segments.values()) log.close(turn);
  $('call').hidden = true;
  $('talk').hidden = false;
  $('log').setAttribute('aria-live', 'polite');
  muted(false);
  if (reason) trouble(reason);
  text.focus();
  look();
}

// ---- how things are

function trouble(sentence) {
  const box = $('trouble');
  box.replaceChildren();
  if (!sentence) return;
  const words = document.createElement('p');
  words.textContent = sentence;
  const close = document.createElement('button');
  close.type = 'button';
  close.setAttribute('aria-label', 'Dismiss');
  close.append($('hang-up').querySelector('svg').cloneNode(true));
  close.addEventListener('click', () => {
    trouble('');
    text.focus();
  });
  box.append(words, close);
}

function status(state, sentence) {
  const line = $('status');
  line.dataset.state = state;
  if (line.textContent !== sentence) line.textContent = sentence;
}

async function look() {
  try {
    const [now, client] = await Promise.all([health(), voiceClientThere()]);
    voice = { on: now.voice.available && client, why: '' };
    if (!now.voice.available) voice.why = `Voice is off. ${now.voice.reason} You can type.`;
    else if (!client) voice.why = 'Voice is off. This page lacks livekit-client, which npm installs. You can type.';
    if (!now.store.reachable) status('bad', 'My memory can’t be reached, so nothing is kept now. You can type.');
    else status(voice.on ? 'on' : 'off', voice.on ? 'Voice is on. You can type or talk.' : voice.why);
  } catch (error) {
    voice = { on: false, why: error.message };
    status('bad', error.message);
  }
  $('hint').textContent = voice.on ? 'Type what you need, or press Talk and say it.' : 'Type what you need.';
  $('talk').setAttribute('aria-disabled', String(!voice.on));
}

function greeting(hour) {
  if (hour < 5) return 'Hello, night owl.';
  if (hour < 12) return 'Good morning.';
  return hour < 18 ? 'Good afternoon.' : 'Good evening.';
}

$('greeting').textContent = greeting(new Date().getHours());
drafted();
text.focus();
look();
setInterval(() => document.visibilityState === 'visible' && look(), LOOK_AGAIN_MS);
document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && look());
addEventListener('pagehide', () => call?.hangUp());
