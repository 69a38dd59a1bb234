// Suggestions under a search box: a combobox by the ARIA authoring practices, whose list never fills the box by itself.
const PAUSE = 200; // milliseconds without a key before the server is asked
const LEAST = 2; // letters
const status = document.querySelector("#status");

for (const input of document.querySelectorAll("[data-suggest]")) {
  const list = document.createElement("ul");
  let wait, asked, active = -1;

  const options = () => [...list.children];
  const set = (name, value) => value === null ? input.removeAttribute(name) : input.setAttribute(name, value);

  function show(open) {
    open &&= list.childElementCount > 0;
    list.hidden = !open;
    set("aria-expanded", open);
    if (!open) mark(-1);
  }

  function mark(at) {
    active = at;
    options().forEach((option, n) => option.setAttribute("aria-selected", n === at));
    set("aria-activedescendant", options()[at]?.id ?? null);
    options()[at]?.scrollIntoView({ block: "nearest" });
  }

  function fill(found) {
    list.replaceChildren(...found.map(({ label, url }, n) => {
      const option = document.createElement("li");
      option.id = `${list.id}-${n}`;
      option.role = "option";
      option.textContent = label;
      option.dataset.url = url;
      return option;
    }));
    show(true);
    status.textContent = found.length ? `${found.length} suggestion${found.length > 1 ? "s" : ""}. Choose with the arrow keys.` : "No suggestions.";
  }

  function stop() {
    clearTimeout(wait);
    asked?.abort();
  }

  async function ask(words) {
    asked = new AbortController();
    try {
      const answer = await fetch(`${input.dataset.suggest}?${new URLSearchParams({ q: words })}`, { signal: asked.signal });
      if (answer.ok) fill((await answer.json()).suggestions);
    } catch { /* typed on, or no network: the box works without */ }
  }

  const go = (option) => location.assign(option.dataset.url);

  list.id = `${input.id}-suggestions`;
  list.role = "listbox";
  list.ariaLabel = "Careers";
  list.className = "suggestions";
  list.hidden = true;
  input.type = "text"; // a combobox may not be of the type search
  input.role = "combobox";
  input.enterKeyHint = "search";
  set("aria-autocomplete", "list");
  set("aria-controls", list.id);
  show(false);
  input.after(list);

  input.addEventListener("input", () => {
    stop();
    show(false);
    list.replaceChildren();
    status.textContent = "";
    const words = input.value.trim();
    if (words.length >= LEAST) wait = setTimeout(ask, PAUSE, words);
  });

  input.addEventListener("keydown", (event) => {
    const count = list.childElementCount;
    const { key, altKey } = event;
    if (event.isComposing) return;
    if (key === "ArrowDown" || key === "ArrowUp") {
      if (!count) return;
      const down = key === "ArrowDown";
      if (altKey) show(down);
      else {
        show(true);
        mark(down ? (active + 1) % count : (active < 1 ? count : active) - 1);
      }
    } else if (key === "Escape" && !list.hidden) show(false);
    else if (key === "Enter" && active >= 0) go(options()[active]);
    else {
      if (key === "Enter" || key === "Tab") stop();
      if (["Home", "End", "ArrowLeft", "ArrowRight"].includes(key)) mark(-1); // these move in the text
      return;
    }
    event.preventDefault();
  });

  input.addEventListener("blur", () => {
    stop();
    show(false);
  });
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
  list.addEventListener("click", ({ target }) => target.dataset.url && go(target));
}
