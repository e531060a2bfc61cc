/**
 * The gong: two falling notes made by the browser, no file. Browsers let a page sound only after somebody has tapped on
 * it: `enable` is called by that tap.
 */
let context = null;

export function enable() {
  context ??= new AudioContext();
  context.resume();
}

export function isOn() {
  return context !== null && context.state === "running";
}

export function gong() {
  if (!isOn()) return;
  [[659.25, 0], [523.25, 0.45]].forEach(([pitch, after]) => {
    const note = context.createOscillator();
    const loudness = context.createGain();
    const begin = context.currentTime + after;
    note.frequency.value = pitch;
    loudness.gain.setValueAtTime(0.0001, begin);
    loudness.gain.exponentialRampToValueAtTime(0.5, begin + 0.02);
    loudness.gain.exponentialRampToValueAtTime(0.0001, begin + 1.4);
    note.connect(loudness).connect(context.destination);
    note.start(begin);
    note.stop(begin + 1.5);
  });
}
