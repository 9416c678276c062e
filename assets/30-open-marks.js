// A mark of a chart opens the projects behind it: its `customdata` is their address.
(function () {
  "use strict";

  var bound = new WeakSet();

  function addressOf(event) {
    var address = event.points.length && event.points[0].customdata;
    // An address of this site alone: « //elsewhere » is another one.
    return typeof address === "string" && /^\/(?!\/)/.test(address) ? address : "";
  }

  function open(event) {
    var address = addressOf(event);
    if (!address) {
      return;
    }
    if (document.querySelector(".integree") || (event.event && (event.event.ctrlKey || event.event.metaKey))) {
      window.open(address, "_blank", "noopener");
    } else {
      location.assign(address);
    }
  }

  // Charts come and go with the cards: each is bound when a pointer first reaches it.
  document.addEventListener("pointerover", function (moved) {
    var graph = moved.target.closest && moved.target.closest(".js-plotly-plot");
    if (!graph || !graph.on || bound.has(graph)) {
      return;
    }
    bound.add(graph);
    graph.on("plotly_click", open);
    graph.on("plotly_hover", function (event) {
      graph.classList.toggle("mene-quelque-part", addressOf(event) !== "");
    });
    graph.on("plotly_unhover", function () {
      graph.classList.remove("mene-quelque-part");
    });
  });
})();
