// Says how open each way in is to this reader. What they tick stays in this tab. A page brings every
// case in data-openings ("needs;text;what|…"): the first whose needs are all given is true.
const KEY = "open-to-me";
const form = document.querySelector("[data-answers]");
const boxes = [...document.querySelectorAll("[data-gives]")];
const texts = document.querySelector("#opening-texts")?.content;
const careers = [...document.querySelectorAll("li[data-openings]")].sort((a, b) => a.textContent.localeCompare(b.textContent, "en"));

function opening(place, given) {
  const cases = place.dataset.openings.split("|").map((one) => one.split(";"));
  return cases.find(([needs]) => needs.split(" ").every((need) => !need || given.includes(need)));
}

function label(given) {
  for (const place of document.querySelectorAll(".how-open")) {
    const [, key, what] = opening(place, given);
    const words = texts.querySelector(`[data-text="${key}"]`).cloneNode(true);
    words.querySelector("span").textContent = what && `: ${what}`;
    place.replaceChildren(...words.childNodes);
    place.hidden = false;
  }
}

function group(given) {
  for (const career of careers) {
    document.querySelector(`section[data-text="${opening(career, given)[1]}"] ul`).append(career);
  }
  for (const section of document.querySelectorAll("section[data-text]")) {
    const number = section.querySelectorAll("li").length;
    section.hidden = !number;
    section.querySelector("[data-count]").textContent = `${number} ${number === 1 ? "career" : "careers"}`;
  }
}

function kept() {
  try {
    const held = JSON.parse(sessionStorage.getItem(KEY));
    return Array.isArray(held.ticks) && Array.isArray(held.given) ? held : null;
  } catch { return null; }
}

function keep(answers) {
  try {
    if (answers.ticks.length) sessionStorage.setItem(KEY, JSON.stringify(answers));
    else sessionStorage.removeItem(KEY);
  } catch { /* no storage: they hold for this page */ }
}

function answer() {
  const ticked = boxes.filter((box) => box.checked);
  const ticks = ticked.map((box) => box.value);
  const given = ticked.flatMap((box) => box.dataset.gives.split(" "));
  keep({ ticks, given });
  const address = new URL(location);
  address.searchParams.delete("have");
  address.hash = ticks.length ? `have=${ticks}` : "";
  history.replaceState(null, "", address);
  group(given);
  label(given);
}

if (form) {
  const after = location.hash.startsWith("#have=") && location.hash.slice(6).split(",");
  const ticks = after || (boxes.some((box) => box.checked) ? null : kept()?.ticks);
  if (ticks) for (const box of boxes) box.checked = ticks.includes(box.value);
  form.querySelector("[data-sent]").hidden = true;
  form.querySelector("[data-kept]").hidden = form.querySelector("[type=reset]").hidden = false;
  form.addEventListener("change", answer);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    document.querySelector("#results").focus();
  });
  form.addEventListener("reset", (event) => {
    event.preventDefault();
    for (const box of boxes) box.checked = false;
    answer();
    document.querySelector("#status").textContent = "Your ticks are forgotten.";
  });
  answer();
} else if (kept()) label(kept().given);
