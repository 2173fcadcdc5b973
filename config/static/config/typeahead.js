/* Suggestions under a text field; without this file the field is plain text. */
(() => {
  const upgrade = (combo) => {
    combo.dataset.ready = "";
    const input = combo.querySelector("input:not([type=hidden])");
    const key = combo.querySelector("input[type=hidden]");
    const list = document.createElement("ul");
    let timer, at = -1;
    const set = (name, value) => input.setAttribute(name, value);
    list.className = "listbox";
    list.id = `${input.id}-list`;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", input.labels[0].firstChild.textContent.trim());
    input.autocomplete = "off";
    set("role", "combobox");
    set("aria-autocomplete", "list");
    set("aria-controls", list.id);

    const choices = () => [...list.querySelectorAll("[data-value]")];
    const open = (shown) => {
      at = -1;
      input.removeAttribute("aria-activedescendant");
      set("aria-expanded", shown);
      if (shown) combo.append(list); else list.remove();
    };
    const close = () => {
      clearTimeout(timer);
      open(false);
    };
    const take = (option) => {
      input.value = option.dataset.value;
      if (key) key.value = option.dataset.key || "";
      close();
      input.dispatchEvent(new Event("change", { bubbles: true }));
    };
    const mark = (to) => {
      const options = choices();
      if (!options.length) return;
      at = (to + options.length) % options.length;
      options.forEach((option, index) => option.setAttribute("aria-selected", index === at));
      options[at].scrollIntoView({ block: "nearest" });
      set("aria-activedescendant", options[at].id);
    };
    const ask = async () => {
      const query = input.value.trim();
      if (query.length < 2) return close();
      const address = new URL(combo.dataset.typeahead, location.href);
      address.searchParams.set("q", query);
      const answer = await fetch(address, { headers: { "HX-Request": "true" } }).catch(() => null);
      if (!answer?.ok) return;
      const found = await answer.text();
      if (input.value.trim() !== query || document.activeElement !== input) return;
      list.innerHTML = found;
      [...list.children].forEach((option, index) => { option.id = `${list.id}-${index}`; });
      open(true);
    };
    input.addEventListener("input", () => {
      if (key) key.value = "";
      document.querySelectorAll(`[data-proposals="${input.id}"] :checked`).forEach((pick) => { pick.checked = false; });
      clearTimeout(timer);
      timer = setTimeout(ask, 200);
    });
    input.addEventListener("keydown", (event) => {
      const { key: pressed } = event;
      if (!list.isConnected) return pressed === "ArrowDown" && ask();
      if (pressed === "ArrowDown") mark(at + 1);
      else if (pressed === "ArrowUp") mark(Math.max(at, 0) - 1);
      else if (pressed === "Escape") close();
      else if (pressed === "Enter" && at >= 0 && !event.ctrlKey) take(choices()[at]);
      else return;
      event.preventDefault();
    });
    open(false);
    input.addEventListener("blur", close);
    list.addEventListener("mousedown", (event) => {
      event.preventDefault();
      const option = event.target.closest("[data-value]");
      if (option) take(option);
    });
  };
  const start = () => document.querySelectorAll("[data-typeahead]:not([data-ready])").forEach(upgrade);
  document.addEventListener("change", ({ target }) => {
    const proposals = target.closest("[data-proposals]");
    if (!proposals) return;
    const input = document.getElementById(proposals.dataset.proposals);
    input.value = target.dataset.text;
    input.parentElement.querySelector("input[type=hidden]").value = target.value;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  start();
  document.addEventListener("htmx:after:swap", start);
})();
