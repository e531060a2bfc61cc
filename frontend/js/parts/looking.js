/**
 * Reading a QR code with the camera, where the browser can (Barcode Detection API); nothing is kept of what it sees. The
 * camera is on for one look: until a code is read, another look begins, or the page is left. Whoever allows it after that
 * allows nothing any more.
 */
const PAUSE_MS = 200;

let stream = null, looks = 0; // each look and each end counts up: whoever sees another number is no longer asked for

export function canLook() {
  return "BarcodeDetector" in window && Boolean(navigator.mediaDevices);
}

export async function look(view, onCode) {
  stopLooking();
  const mine = looks;
  const isWanted = () => mine === looks && view.isConnected;
  let code = null;
  try {
    const reader = new BarcodeDetector({ formats: ["qr_code"] });
    const given = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    if (!isWanted()) return end(given);
    stream = given;
    view.hidden = false;
    view.srcObject = given;
    await view.play();
    while (isWanted() && !code) {
      [code] = await reader.detect(view);
      if (!code) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  } catch {
    // no camera, nobody allowed it, or it was taken away: the keys are there
  }
  if (mine !== looks) return;
  stopLooking();
  view.hidden = true;
  if (code && view.isConnected) onCode(code.rawValue);
}

export function stopLooking() {
  looks += 1;
  end(stream);
  stream = null;
}

function end(given) {
  for (const track of given?.getTracks() ?? []) track.stop();
}

addEventListener("pagehide", stopLooking);
