// Charts on paper: drawn again at the width of an A4 page, and those that wait further down drawn before printing.
(function () {
  "use strict";

  // 210 mm less the two margins of 30-print.css, in CSS pixels.
  var PAGE = 688;
  var LONGEST_WAIT = 8000;

  function graphs() {
    // A deck has pages, and charts, of its own size.
    return Array.from(document.querySelectorAll(".carte .js-plotly-plot")).filter(function (graph) {
      return window.Plotly && graph.layout && !graph.closest(".presentation");
    });
  }

  window.addEventListener("beforeprint", function () {
    graphs().forEach(function (graph) {
      window.Plotly.relayout(graph, { autosize: false, width: PAGE });
    });
  });

  window.addEventListener("afterprint", function () {
    graphs().forEach(function (graph) {
      window.Plotly.relayout(graph, { autosize: true, width: null });
    });
  });

  function waiting() {
    return Array.from(document.querySelectorAll(".carte-attente"));
  }

  function undrawn() {
    return document.querySelectorAll(".graphique:not(:has(.main-svg))").length;
  }

  document.addEventListener("keydown", function (event) {
    var wants = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "p";
    var calls = wants ? waiting() : [];
    if (!calls.length) {
      return;
    }
    event.preventDefault();
    calls.forEach(function (call) {
      call.click();
    });
    var started = Date.now();
    var watch = setInterval(function () {
      if ((!waiting().length && !undrawn()) || Date.now() - started > LONGEST_WAIT) {
        clearInterval(watch);
        window.print();
      }
    }, 150);
  });
})();
