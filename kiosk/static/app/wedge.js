// A scanner that types like a keyboard (USB, Bluetooth): a quick burst of keys with Enter or Tab at the end is a code; a person's typing never is (pure).

const BETWEEN_MS = 35;
const LEAST = 8;

/**
 * @param {(text: string) => unknown} onText
 * @returns {(key: {key: string, timeStamp: number, ctrlKey?: boolean, altKey?: boolean, metaKey?: boolean, preventDefault?: () => void}) => void}
 */
export function createWedge(onText) {
  let text = "";
  let last = -Infinity;
  let quick = true;
  return (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const soon = event.timeStamp - last <= BETWEEN_MS;
    if (event.key === "Enter" || event.key === "Tab") {
      const done = text;
      const isCode = soon && quick && done.length >= LEAST;
      text = "";
      last = -Infinity;
      if (isCode) {
        event.preventDefault?.();
        onText(done.normalize("NFKC"));
      }
      return;
    }
    if ([...event.key].length !== 1) return; // Shift and its like come between the letters
    quick = !text || (soon && quick);
    text = soon ? text + event.key : event.key;
    if (!soon) quick = true;
    last = event.timeStamp;
  };
}
