/* Small conveniences. Every page works without this file. */
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const root = document.documentElement;

  /* Light or dark: kept in a cookie, so that the server draws the next page right at once. */
  const toggle = document.querySelector("[data-theme-toggle]");
  if (toggle) {
    toggle.hidden = false;
    toggle.addEventListener("click", () => {
      const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
      root.dataset.theme = dark ? "light" : "dark";
      const secure = location.protocol === "https:" ? ";Secure" : "";
      document.cookie = `theme=${root.dataset.theme};path=/;max-age=31536000;SameSite=Lax${secure}`;
    });
  }

  /* Messages can be put away. */
  const closable = () => all("[data-shut]").forEach((button) => { button.hidden = false; });
  closable();
  document.addEventListener("htmx:after:swap", closable);
  document.addEventListener("click", (event) => event.target.closest("[data-shut]")?.closest(".toast").remove());

  /* A refused form: go to the summary, once. */
  all("[data-summary]").find((summary) => !summary.closest(".static"))?.focus();

  /* A form that was touched warns before it is lost. */
  let touched = false;
  document.addEventListener("input", (event) => { if (event.target.form?.matches(".staff form.fields")) touched = true; });
  document.addEventListener("submit", () => { touched = false; });
  window.addEventListener("beforeunload", (event) => { if (touched) event.preventDefault(); });

  /* Ctrl+Enter saves and goes to the next, Ctrl+S saves, / goes to the search field, Esc closes a hint. */
  document.addEventListener("keydown", (event) => {
    const form = event.target.closest?.("form.fields");
    const typing = event.target.matches?.("input, textarea, select");
    const command = event.ctrlKey || event.metaKey;
    if (form && command && (event.key === "Enter" || event.key.toLowerCase() === "s")) {
      event.preventDefault();
      const next = event.key === "Enter" && form.querySelector("[data-save-next]");
      form.requestSubmit(next || form.querySelector("button.primary") || undefined);
    } else if (event.key === "/" && !typing && !command) {
      const search = document.querySelector("input[type=search]");
      if (search) { event.preventDefault(); search.focus(); search.select(); }
    } else if (event.key === "Escape") {
      all(".why").forEach((why) => why.classList.add("shut"));
    }
  });
  const unshut = (event) => event.target.closest?.(".why")?.classList.remove("shut");
  ["focusin", "mouseover"].forEach((kind) => document.addEventListener(kind, unshut));

  /* Bulk bar: shown when something is chosen, and says how much. */
  all("form[data-bulk]").forEach((form) => {
    const every = form.querySelector("[data-pick-all]");
    const boxes = all("input[name=chosen]", form);
    const bar = form.querySelector("[data-bulk-bar]");
    const show = () => {
      const chosen = boxes.filter((box) => box.checked);
      boxes.forEach((box) => box.closest("tr").classList.toggle("chosen", box.checked));
      bar.hidden = !chosen.length;
      bar.querySelector("[data-bulk-count]").textContent = `${chosen.length} / ${boxes.length}`;
      every.checked = chosen.length === boxes.length;
      every.indeterminate = chosen.length > 0 && !every.checked;
    };
    every.hidden = false;
    form.addEventListener("change", (event) => {
      if (event.target === every) boxes.forEach((box) => { box.checked = every.checked; });
      show();
    });
    show();
  });
})();
