// Before the first paint, so that nothing moves: that there is script, and what this reader chose last time.
{
  const { classList, dataset } = document.documentElement;
  classList.add("scripted");
  try {
    if (localStorage.getItem("more-space")) classList.add("more-space");
    // The next revision of a banner that was put away comes back.
    if (localStorage.getItem("banner-put-away") === dataset.banner) classList.add("no-banner");
  } catch { /* no storage: nothing was chosen */ }
}
