// The conversation as it is shown: who said what, in order, and what could not be sent.

const WHO = { you: 'You: ', assistant: 'Assistant: ', note: '' };

export class Log {
  constructor(list, scroller, welcome) {
    this.list = list;
    this.scroller = scroller;
    this.welcome = welcome;
    this.pinned = true;
    // Whoever has scrolled up to read stays there; otherwise the end stays in view, also when the field grows.
    scroller.addEventListener('scroll', () => {
      this.pinned = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 48;
    }, { passive: true });
    new ResizeObserver(() => this.follow()).observe(scroller);
  }

  // Adds a line; with `after`, as the answer to that one.
  add(who, text, after) {
    const turn = document.createElement('div');
    turn.className = `turn ${who}`;
    const label = document.createElement('span');
    label.className = 'unseen';
    label.textContent = WHO[who];
    const words = document.createElement('span');
    words.textContent = text;
    turn.append(label, words);
    if (who === 'you') this.pinned = true;
    this.#place(turn, after);
    return turn;
  }

  // A line whose words still change; a screen reader hears it once, when it is closed.
  open(who) {
    const turn = this.add(who, '');
    turn.classList.add('open');
    turn.setAttribute('aria-hidden', 'true');
    return turn;
  }

  write(turn, text) {
    turn.lastElementChild.textContent = text;
    this.follow();
  }

  words(turn) {
    return turn.lastElementChild.textContent;
  }

  close(turn) {
    turn.classList.remove('open');
    turn.removeAttribute('aria-hidden');
    if (!this.words(turn).trim()) turn.remove();
  }

  // Three dots while the answer is awaited.
  waiting(after) {
    const turn = this.add('assistant', '', after);
    turn.setAttribute('aria-hidden', 'true');
    const dots = document.createElement('span');
    dots.className = 'dots';
    dots.append(...[0, 1, 2].map(() => document.createElement('i')));
    turn.lastElementChild.replaceWith(dots);
    this.follow();
    return turn;
  }

  // Marks a line as not sent, says why, and offers to try again; the words stay where they are.
  fail(turn, reason, again) {
    turn.classList.add('failed');
    const row = document.createElement('div');
    row.className = 'failure';
    const why = document.createElement('span');
    why.textContent = reason;
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = 'Try again';
    button.addEventListener('click', () => {
      row.remove();
      turn.classList.remove('failed');
      again();
    });
    row.append(why, button);
    this.#place(row, turn);
  }

  unkept(turn) {
    const mark = document.createElement('span');
    mark.className = 'unkept';
    mark.textContent = 'Not saved: my memory can’t be reached.';
    turn.append(mark);
  }

  follow() {
    if (this.pinned) this.scroller.scrollTop = this.scroller.scrollHeight;
  }

  #place(row, after) {
    this.welcome.hidden = true;
    if (after?.isConnected) after.after(row);
    else this.list.append(row);
    this.follow();
  }
}
