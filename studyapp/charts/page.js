"use strict";

const { config, charts } = JSON.parse(document.getElementById("charts").textContent);
const options = {
  mode: "vega-lite",
  renderer: "svg",
  actions: false,
  ast: true,
  defaultStyle: false,
  tooltip: { disableDefaultStyle: true },
};

for (const [name, chart] of Object.entries(charts)) {
  const place = document.getElementById(`chart-${name}`);
  vegaEmbed(place, { ...chart, width: "container", config }, options).catch((error) => {
    place.textContent = "This chart could not be drawn; its numbers are in the table.";
    console.error(name, error);
  });
}

const root = document.documentElement;
const dark = matchMedia("(prefers-color-scheme: dark)");
const button = document.getElementById("theme");
button.hidden = false;
button.addEventListener("click", () => {
  const isDark = root.dataset.theme ? root.dataset.theme === "dark" : dark.matches;
  root.dataset.theme = isDark ? "light" : "dark";
});
