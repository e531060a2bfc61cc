/** Reading a QR code with the camera, where the browser can (Barcode Detection API); nothing is kept of what it sees. */
let stream = null;

export function canLook() {
  return "BarcodeDetector" in window && Boolean(navigator.mediaDevices);
}

export async function look(view, onCode) {
  const reader = new BarcodeDetector({ formats: ["qr_code"] });
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch {
    return; // no camera, or nobody allowed it: the keys are there
  }
  view.hidden = false;
  view.srcObject = stream;
  await view.play();
  while (stream) {
    const [code] = await reader.detect(view);
    if (code && stream) {
      stopLooking();
      onCode(code.rawValue);
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

export function stopLooking() {
  for (const track of stream?.getTracks() ?? []) track.stop();
  stream = null;
}
