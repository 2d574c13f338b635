// A scanner that types like a keyboard (USB, Bluetooth): a quick burst of keys with Enter or Tab at the end is a code; a person's typing never is (pure).

const AVERAGE_MS = 50;
const PAUSE_MS = 400;
const LEAST = 8;

/**
 * The average between keys decides, since a busy phone or a weak Bluetooth link holds single keys back; only a pause starts anew.
 *
 * @param {(text: string) => unknown} onText
 * @returns {(key: {key: string, timeStamp: number, ctrlKey?: boolean, altKey?: boolean, metaKey?: boolean, preventDefault?: () => void}) => void}
 */
export function createWedge(onText) {
  let text = "";
  let first = 0;
  let last = -Infinity;
  return (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const goesOn = event.timeStamp - last <= PAUSE_MS;
    if (event.key === "Enter" || event.key === "Tab") {
      const done = goesOn ? text : "";
      const isCode = done.length >= LEAST && event.timeStamp - first <= AVERAGE_MS * done.length;
      text = "";
      last = -Infinity;
      if (isCode) {
        event.preventDefault?.();
        onText(done.normalize("NFKC"));
      }
      return;
    }
    if ([...event.key].length !== 1) return; // Shift and its like come between the letters
    if (!goesOn) first = event.timeStamp;
    text = goesOn ? text + event.key : event.key;
    last = event.timeStamp;
  };
}
