// The shortlist: names of careers, kept in this browser alone. Its page is made from its address.
const MOST = 24;
const status = document.querySelector("#status"), link = document.querySelector("[data-kept]");
const page = link.pathname;
let held = "";

function kept() {
  try { held = localStorage.shortlist ?? ""; } catch { /* no storage: it holds for this page */ }
  return held.split(" ").filter((slug) => /^[-\w]{1,120}$/.test(slug)).slice(0, MOST);
}

function keep(slugs) {
  held = slugs.join(" ");
  try {
    if (held) localStorage.shortlist = held;
    else delete localStorage.shortlist;
  } catch { /* no storage */ }
  show();
}

const address = (slugs) => page + (slugs.length ? "?c=" + slugs.join("&c=") : "");

function button(place, words, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = words;
  made.addEventListener("click", () => act(made));
  place.append(made);
  return made;
}

// On cards and profiles: a button that adds, then removes.
const places = Array.from(document.querySelectorAll("[data-keep]"), (place) => {
  const slug = place.dataset.keep, name = document.createElement("span");
  name.className = "visually-hidden";
  name.textContent = (place.querySelector(".card-title") ?? document.querySelector("h1")).textContent.replaceAll("\u00ad", "");
  const made = button(place, "", () => {
    const now = kept(), on = now.includes(slug);
    if (!on && now.length >= MOST) {
      made.textContent = status.textContent = `Your shortlist is full: it holds ${MOST}.`;
      return;
    }
    keep(on ? now.filter((one) => one !== slug) : [...now, slug]);
    status.textContent = `${name.textContent} is ${on ? "off" : "on"} your shortlist.`;
  });
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
    keep(shown); // without what is no longer here
    for (const change of document.querySelectorAll("[data-list]")) {
      change.addEventListener("click", () => {
        // Another window may have changed the list: only what this link changes is changed.
        const then = listed(change.search);
        const stay = kept().filter((one) => then.includes(one) || !shown.includes(one));
        keep([...new Set([...stay, ...then.filter((one) => !shown.includes(one))])]);
      });
    }
  } else if (!asked.length) location.replace(address(kept()));
  if (tools) {
    button(tools, "Print", () => print());
    button(tools, "Copy the link", async (made) => {
      const words = document.querySelector(".address");
      getSelection().selectAllChildren(words);
      try {
        await navigator.clipboard.writeText(words.textContent);
        made.textContent = status.textContent = "The link is copied";
      } catch { /* refused: it is selected */ }
    });
    if (own) button(tools, "Empty my shortlist", () => {
      keep([]);
      location = page;
    });
    else button(tools, "Add these to my shortlist", () => {
      keep([...new Set([...kept(), ...shown])].slice(0, MOST));
      location = address(kept());
    });
  }
}
