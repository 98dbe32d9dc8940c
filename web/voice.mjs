// A call with the assistant: joins a room, sends the microphone, plays the answer and tells what goes on.

import { LIVEKIT_CLIENT, voiceToken } from '/page/server.mjs';

const ANSWER_WITHIN_MS = 25_000;
const STATES = { initializing: 'One moment…', idle: 'Listening', listening: 'Listening', thinking: 'Thinking…', speaking: 'Speaking' };
const REFUSED = {
  NotAllowedError: 'The microphone is blocked. Allow it beside the address of this page, then press Talk again.',
  NotFoundError: 'I found no microphone. Connect one, then press Talk again.',
  NotReadableError: 'Another program is using the microphone. Close it there, then press Talk again.',
};

export class Call {
  // on: {state(name, words), heard(who, id, text, done), level(0…1), muted(bool), ended(reason or null)}
  constructor(on) {
    this.on = on;
    this.room = null;
    this.done = false;
  }

  async start() {
    this.on.state('connecting', 'Connecting…');
    try {
      const LiveKit = await import(LIVEKIT_CLIENT);
      const { server_url: url, participant_token: token } = await voiceToken();
      if (this.done) return;
      LiveKit.setLogLevel('warn');
      this.room = new LiveKit.Room({ disconnectOnPageLeave: true });
      this.#listen(LiveKit);
      await this.room.connect(url, token);
      if (this.done) return void this.room.disconnect();
      this.on.state('connecting', 'Calling the assistant…');
      this.#awaitAnswer();
      await this.room.localParticipant.setMicrophoneEnabled(true);
    } catch (error) {
      this.hangUp(REFUSED[error.name] ?? (error.status === undefined ? `The call could not be made: ${error.message}` : error.message));
    }
  }

  get live() {
    return !this.done && Boolean(this.agent);
  }

  // What is typed during a call goes to the assistant in the room, so that it stays one conversation.
  async say(text) {
    await this.room.localParticipant.sendText(text, { topic: 'lk.chat' });
  }

  async mute(off) {
    try {
      await this.room?.localParticipant.setMicrophoneEnabled(!off);
      this.on.muted(off);
    } catch (error) {
      this.hangUp(REFUSED[error.name] ?? 'The microphone stopped working.');
    }
  }

  hangUp(reason = null) {
    if (this.done) return;
    this.done = true;
    clearTimeout(this.patience);
    cancelAnimationFrame(this.frame);
    this.room?.disconnect();
    for (const element of this.sounds ?? []) element.remove();
    this.on.ended(reason);
  }

  #listen({ RoomEvent, Track, DisconnectReason }) {
    const room = this.room;
    this.sounds = [];
    room.on(RoomEvent.TrackSubscribed, (track, _publication, participant) => {
      if (track.kind !== Track.Kind.Audio) return;
      const element = track.attach();
      this.sounds.push(element);
      document.body.append(element);
      this.#met(participant);
    });
    room.on(RoomEvent.TrackUnsubscribed, (track) => track.detach().forEach((element) => element.remove()));
    room.on(RoomEvent.ParticipantAttributesChanged, (_changed, participant) => this.#met(participant));
    room.on(RoomEvent.ParticipantConnected, (participant) => this.#met(participant));
    room.on(RoomEvent.ParticipantDisconnected, (participant) => {
      if (participant === this.agent) this.hangUp('The assistant left the call.');
    });
    room.on(RoomEvent.Reconnecting, () => this.on.state('connecting', 'The line is bad. Reconnecting…'));
    room.on(RoomEvent.Reconnected, () => this.agent && this.#met(this.agent));
    room.on(RoomEvent.AudioPlaybackStatusChanged, () => {
      if (!room.canPlaybackAudio) document.addEventListener('pointerdown', () => room.startAudio(), { once: true });
    });
    room.on(RoomEvent.Disconnected, (reason) => {
      const closed = [DisconnectReason?.CLIENT_INITIATED, DisconnectReason?.ROOM_DELETED, DisconnectReason?.ROOM_CLOSED];
      this.hangUp(closed.includes(reason) ? null : 'The call was cut off.');
    });
    room.registerTextStreamHandler('lk.transcription', (reader, { identity }) => this.#transcribe(reader, identity));
    this.#watchLevel();
  }

  #met(participant) {
    const state = participant.attributes?.['lk.agent.state'];
    if (!state || participant.isLocal) return;
    this.agent = participant;
    clearTimeout(this.patience);
    this.on.state(state, STATES[state] ?? 'Connected');
  }

  #awaitAnswer() {
    this.patience = setTimeout(() => this.hangUp('Nobody answered the call. You can type, or press Talk to try again.'), ANSWER_WITHIN_MS);
    for (const participant of this.room.remoteParticipants.values()) this.#met(participant);
  }

  async #transcribe(reader, identity) {
    const mine = identity === this.room.localParticipant.identity;
    const attributes = reader.info.attributes ?? {};
    const id = attributes['lk.segment_id'] ?? reader.info.id;
    const who = mine ? 'you' : 'assistant';
    let text = '';
    try {
      for await (const chunk of reader) {
        text += chunk;
        this.on.heard(who, id, text, false);
      }
    } catch (error) {
      // Who hangs up in the middle of an answer keeps what has come of it.
      if (this.room?.state === 'connected') throw error;
    }
    // The user's words come twice, first not final; the assistant's come once, a piece at a time.
    this.on.heard(who, id, text, !mine || attributes['lk.transcription_final'] === 'true');
  }

  #watchLevel() {
    const look = () => {
      const mine = this.room.localParticipant.isMicrophoneEnabled ? this.room.localParticipant.audioLevel : 0;
      this.on.level(Math.min(1, 2.5 * Math.max(mine, this.agent?.audioLevel ?? 0)));
      this.frame = requestAnimationFrame(look);
    };
    look();
  }
}
