// Shows the rows of the table that hold all words; without this script the whole table is there to read.
(function () {
  "use strict";
  var form = document.getElementById("search");
  var index = new Map(window.raccoltaIndex);
  var rows = Array.from(document.querySelectorAll("table.practices tbody tr"));

  function folded(text) {
    return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().match(/[\p{L}\p{N}]+/gu) || [];
  }

  // Words that differ only in their ending, by number and gender, are one word.
  function root(word) {
    return word.length > 4 ? word.replace(/[aeiou]$/, "").replace(/[hi]$/, "") : word;
  }

  function show() {
    var wanted = folded(form.words.value).map(root);
    var found = 0;
    rows.forEach(function (row) {
      var text = " " + (index.get(Number(row.dataset.number)) || "");
      var fits = (!form.campo.value || row.dataset.campo === form.campo.value)
        && (!form.region.value || row.dataset.region === form.region.value)
        && wanted.every(function (word) { return text.includes(" " + word); });
      row.hidden = !fits;
      found += fits ? 1 : 0;
    });
    document.getElementById("count").textContent = found;
  }

  form.hidden = false;
  form.addEventListener("input", show);
  form.addEventListener("submit", function (event) { event.preventDefault(); show(); });
  show();
})();
