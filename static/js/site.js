// Improves pages that work without it. What it changes is said in one polite status.
const status = document.querySelector("#status");

function keep(key, value) {
  try {
    if (value) localStorage.setItem(key, value);
    else localStorage.removeItem(key);
  } catch { /* no storage: it holds for this page */ }
}

function button(words, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = words;
  made.addEventListener("click", () => act(made));
  return made;
}

const root = document.documentElement;

// A form pressed twice is sent once: what a second press sends may find the first one's link used.
const sent = new WeakSet();
addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (sent.has(form)) event.preventDefault();
  sent.add(form);
  setTimeout(() => sent.delete(form), 5000);
});

// The banner can be put away, until its next revision.
const banner = document.querySelector("body > .banner");
banner?.append(button("Put away", () => {
  keep("banner-put-away", root.dataset.banner);
  root.classList.add("no-banner");
  status.textContent = "The announcement is put away.";
}));

// More space between lines, letters and words.
const spacers = [];
for (const place of document.querySelectorAll("[data-space]")) {
  const spacer = button("More space", () => {
    const on = root.classList.toggle("more-space");
    keep("more-space", on ? "1" : "");
    for (const each of spacers) each.setAttribute("aria-pressed", on);
    status.textContent = on ? "There is more space in the text now." : "The text is as it was.";
  });
  spacer.setAttribute("aria-pressed", root.classList.contains("more-space"));
  spacers.push(spacer);
  place.append(spacer);
}

// Listen: the browser reads the overview with a voice of this device; nothing leaves it.
const place = document.querySelector("[data-listen]");
const speech = window.speechSynthesis;
if (place && speech) {
  const text = document.querySelector(place.dataset.listen);
  const voice = () => speech.getVoices().find((one) => one.localService && one.lang.startsWith("en"));
  let listen;
  const offer = () => {
    if (listen || !text || !voice()) return;
    listen = button("Listen", () => {
      if (speech.speaking) return speech.cancel();
      for (const part of text.children) {
        const words = new SpeechSynthesisUtterance(part.textContent);
        words.voice = voice();
        words.lang = words.voice.lang;
        words.onend = words.onerror = () => { if (!speech.pending) listen.textContent = "Listen"; };
        speech.speak(words);
      }
      listen.textContent = "Stop";
    });
    place.append(listen);
  };
  offer();
  speech.addEventListener?.("voiceschanged", offer);
  addEventListener("pagehide", () => speech.cancel());
}
