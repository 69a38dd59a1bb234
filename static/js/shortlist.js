// The shortlist: the names of careers, in this browser and nowhere else. Its page is made from its address.
const KEY = "shortlist", MOST = 24;
const status = document.querySelector("#status"), link = document.querySelector("[data-kept]");
const page = link.pathname;
let held = "";

function kept() {
  try { held = localStorage.getItem(KEY) ?? ""; } catch { /* no storage: it holds for this page */ }
  return held.split(" ").filter((slug) => /^[-\w]+$/.test(slug)).slice(0, MOST);
}

function keep(slugs) {
  held = slugs.join(" ");
  try {
    if (held) localStorage.setItem(KEY, held);
    else localStorage.removeItem(KEY);
  } catch { /* no storage */ }
  show();
}

const address = (slugs) => page + (slugs.length ? "?c=" + slugs.join("&c=") : "");

function button(words, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = words;
  made.addEventListener("click", () => act(made));
  return made;
}

// On cards and profiles: a button that adds, and then removes.
const places = Array.from(document.querySelectorAll("[data-keep]"), (place) => {
  const slug = place.dataset.keep;
  const title = (place.querySelector(".card-title") ?? document.querySelector("h1")).textContent.replaceAll("\u00ad", "");
  const name = document.createElement("span");
  name.className = "visually-hidden";
  name.textContent = title;
  const made = button("", () => {
    const now = kept(), on = now.includes(slug);
    if (!on && now.length >= MOST) {
      made.textContent = status.textContent = `Your shortlist is full: it holds ${MOST}.`;
      return;
    }
    keep(on ? now.filter((one) => one !== slug) : [...now, slug]);
    status.textContent = title + (on ? " is off your shortlist." : " is on your shortlist.");
  });
  place.append(made);
  return (now) => made.replaceChildren(now.includes(slug) ? "On your shortlist: remove " : "Add to shortlist ", name);
});

function show() {
  const now = kept();
  for (const draw of places) draw(now);
  link.href = address(now);
  link.lastElementChild.textContent = now.length || "";
}

show();
for (const event of ["storage", "pageshow"]) addEventListener(event, show);

// On the page of a list: one's own, or one that somebody sent.
if (location.pathname === page) {
  const listed = (search) => new URLSearchParams(search).getAll("c");
  const tools = document.querySelector("[data-shown]"), asked = listed(location.search);
  const shown = tools ? tools.dataset.shown.split(" ") : [];
  const own = asked.join() === kept().join();
  if (own) {
    keep(shown); // what is no longer here goes, what has another address now has that
    for (const change of document.querySelectorAll("[data-list]")) {
      change.addEventListener("click", () => keep(listed(change.search)));
    }
  } else if (!asked.length) location.replace(address(kept()));
  if (tools) {
    tools.append(button("Print", () => print()));
    if (navigator.clipboard) tools.append(button("Copy the address", async (made) => {
      await navigator.clipboard.writeText(document.querySelector(".address").textContent);
      made.textContent = status.textContent = "The address is copied";
    }));
    tools.append(own ? button("Forget this list", () => {
      keep([]);
      location = page;
    }) : button("Keep these in this browser", () => {
      keep([...new Set([...kept(), ...shown])].slice(0, MOST));
      location = address(kept());
    }));
  }
}
