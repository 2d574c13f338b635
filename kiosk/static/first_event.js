// The reader's own address bar is the best guess; it is still the reader who sends it.
const address = document.querySelector("form.preview-source").elements.address;
if (address && !address.value) address.value = location.origin;
