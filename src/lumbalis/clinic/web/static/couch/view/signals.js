/**
 * What a therapist who is not looking notices: a tone, a shake, a voice; and a screen that stays on.
 * Each of them may be missing on a tablet; none of them is needed to go on.
 * @module
 */

const TONES = { next: [660], over: [880, 660], stop: [440], cups: [988, 988, 988] };
const TONE_S = 0.18;
const SHAKE_MS = 180;

export class Signals {
  #audio = null;
  #lock = null;

  /** @param {{voice: boolean, language: string}} how */
  constructor(how) {
    this.voice = how.voice;
    this.language = how.language;
    document.addEventListener("visibilitychange", () => this.#held && !document.hidden && this.stayAwake());
  }

  #held = false;

  /** Sound may only begin with a touch. */
  ready() {
    const Audio = window.AudioContext;
    if (Audio) this.#audio ??= new Audio();
    this.#audio?.resume().catch(() => {});
  }

  /** @param {keyof typeof TONES} kind @param {string} [said]  read aloud where somebody wants it */
  give(kind, said = "") {
    TONES[kind].forEach((tone, place) => this.#tone(tone, place * (TONE_S + 0.06)));
    navigator.vibrate?.(TONES[kind].flatMap(() => [SHAKE_MS, SHAKE_MS / 2]));
    if (this.voice && said) this.say(said);
  }

  say(said) {
    if (!window.speechSynthesis) return;
    const words = new SpeechSynthesisUtterance(said);
    words.lang = this.language;
    speechSynthesis.cancel();
    speechSynthesis.speak(words);
  }

  #tone(frequency, after) {
    const audio = this.#audio;
    if (!audio || audio.state !== "running") return;
    const [source, volume] = [audio.createOscillator(), audio.createGain()];
    const from = audio.currentTime + after;
    source.frequency.value = frequency;
    volume.gain.setValueAtTime(0.25, from);
    volume.gain.exponentialRampToValueAtTime(0.001, from + TONE_S);
    source.connect(volume).connect(audio.destination);
    source.start(from);
    source.stop(from + TONE_S);
  }

  /** Keep the screen on; the browser gives it back whenever the page is hidden. */
  async stayAwake() {
    this.#held = true;
    if (this.#lock && !this.#lock.released) return;
    this.#lock = await navigator.wakeLock?.request("screen").catch(() => null);
  }

  mayRest() {
    this.#held = false;
    this.#lock?.release();
    this.#lock = null;
    window.speechSynthesis?.cancel();
  }
}
