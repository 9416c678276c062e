// Charts come to life in their places, for whoever points at them: plotly.js is fetched at the first movement of a
// mouse or key. Drawings are complete without it; a change of filter shows the new ones at once, alive again at idle.
(function () {
  "use strict";

  var QUIET = 500; // milliseconds without a change of filter before charts come to life again
  var source = document.documentElement.getAttribute("data-plotly");
  var loading = null;
  var pointed = null;
  var queue = [];
  var isWorking = false;

  function load() {
    loading = loading || new Promise(function (resolve, reject) {
      var script = document.createElement("script");
      script.src = source;
      script.onload = resolve;
      script.onerror = function () {
        loading = null;
        reject(new Error("plotly.js"));
      };
      document.head.appendChild(script);
    });
    return loading;
  }

  function places() {
    return Array.from(document.querySelectorAll("[data-chart] .graphique"));
  }

  function isLive(place) {
    return place.closest("[data-chart]").hasAttribute("data-vivant");
  }

  function isInSight(place) {
    var box = place.getBoundingClientRect();
    return box.height > 0 && box.bottom > 0 && box.top < innerHeight;
  }

  function figureOf(place) {
    place.figure = place.figure || JSON.parse(place.querySelector("script[type='application/json']").textContent);
    return place.figure;
  }

  function draw(place) {
    var figure = figureOf(place);
    if (isLive(place) || place.drawn === figure) {
      return Promise.resolve();
    }
    place.drawn = figure;
    var graph = place.querySelector(".graphe");
    if (!graph) {
      graph = place.appendChild(document.createElement("div"));
      graph.className = "graphe";
      graph.setAttribute("aria-hidden", "true");
    }
    return window.Plotly.react(graph, figure.data, figure.layout, figure.config).then(function () {
      // It may have changed meanwhile.
      if (place.figure === figure && place.isConnected) {
        place.closest("[data-chart]").setAttribute("data-vivant", "oui");
        document.dispatchEvent(new CustomEvent("panorama:vivant", { detail: graph }));
      }
    });
  }

  var idle = window.requestIdleCallback
    ? (act) => window.requestIdleCallback(act, { timeout: 1000 })
    : (act) => setTimeout(act, 50);

  // Those in sight, one by one while the page is idle. One that fails stays a drawing.
  function work() {
    var next = queue.shift();
    while (next && (!next.isConnected || isLive(next) || !isInSight(next))) {
      next = queue.shift();
    }
    isWorking = Boolean(next);
    if (next) {
      draw(next).then(() => idle(work), () => idle(work));
    }
  }

  // The chart under the pointer or the focus at once, then the others.
  function bringToLife() {
    if (!source || !places().length) {
      return;
    }
    load().then(
      function () {
        if (pointed && pointed.isConnected) {
          draw(pointed).catch(() => {});
        }
        queue = places();
        if (!isWorking) {
          isWorking = true;
          idle(work);
        }
      },
      function () {
        // Drawings stay as they are: nothing is missing from them.
      }
    );
  }

  function point(target) {
    var card = target.closest && target.closest("[data-chart]");
    var place = card && card.querySelector(".graphique");
    if (place !== pointed) {
      pointed = place;
      if (place && !isLive(place)) {
        bringToLife();
      }
    }
  }

  // A page that scrolls under a mouse at rest brings a chart under it as well.
  ["pointermove", "pointerover"].forEach(function (type) {
    document.addEventListener(
      type,
      function (event) {
        if (event.pointerType === "mouse" && (loading || type === "pointermove")) {
          if (!loading) {
            bringToLife();
          }
          point(event.target);
        }
      },
      { passive: true }
    );
  });

  document.addEventListener("keydown", () => loading || bringToLife());
  document.addEventListener("focusin", (event) => loading && point(event.target));

  var scrolled = 0;
  document.addEventListener(
    "scroll",
    function () {
      clearTimeout(scrolled);
      scrolled = setTimeout(() => loading && bringToLife(), 150);
    },
    { passive: true }
  );

  // A new drawing, at once; alive again once the filters are left alone: drawing by plotly.js would delay the next change.
  window.panorama.redraw = function (place, svg, figure) {
    var drawing = place.querySelector(".dessin");
    place.closest("[data-chart]").removeAttribute("data-vivant");
    place.figure = figure;
    place.style.height = figure.layout.height + "px";
    drawing.outerHTML = svg;
  };
  var quiet = 0;
  window.panorama.bringToLife = function () {
    clearTimeout(quiet);
    quiet = setTimeout(() => loading && bringToLife(), QUIET);
  };
})();
