// Datasette's table menus ask for this.
var DATASETTE_ALLOW_FACET = true;
// The key / leads to the search field.
document.addEventListener("keydown", function (event) {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
  var field = document.getElementById("f-q") || document.getElementById("quick");
  if (field) { event.preventDefault(); field.focus(); field.select(); }
});
