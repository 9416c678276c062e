// Charts: drawn live by plotly.js in the place of the drawing made by the server, and again when their figure changes.
(function () {
  "use strict";

  var shown = new WeakMap();

  // The figure that the server wrote in the place of a graph.
  function written(place) {
    var holder = place.querySelector("script[type='application/json']");
    holder.remove();
    return holder.textContent;
  }

  // A figure is given as text; settings stay those of the first.
  function draw(place, figure) {
    var text = figure || written(place);
    var graph = place.querySelector(".js-plotly-plot");
    var last = shown.get(place);
    if (last && last.text === text) {
      return Promise.resolve();
    }
    var given = JSON.parse(text);
    var config = last ? last.config : given.config;
    shown.set(place, { text: text, config: config });
    place.style.height = given.layout.height + "px";
    if (graph) {
      return window.Plotly.react(graph, given.data, given.layout, config);
    }
    graph = place.appendChild(document.createElement("div"));
    graph.className = "graphe";
    return window.Plotly.newPlot(graph, given.data, given.layout, config).then(function () {
      place.querySelectorAll(".dessin").forEach(function (drawing) {
        drawing.remove();
      });
    });
  }

  var NEAR = 600; // pixels
  var SLOW = 60; // milliseconds for a chart: a phone

  function away(place) {
    var box = place.getBoundingClientRect();
    return Math.max(0, -box.bottom, box.top - innerHeight);
  }

  // One after the other, the nearest first. The page answers in between as it opens, and when someone touches it. Where
  // charts take long, those far away wait until they are near or the reader rests.
  function drawEach(tasks, isOpening) {
    var slowest = 0;
    var sorted = tasks
      .map(function (task) {
        return { place: task.place, figure: task.figure, away: away(task.place) };
      })
      .sort(function (one, other) {
        return one.away - other.away;
      });
    return sorted.reduce(function (before, task) {
      return before.then(function () {
        if (!isOpening && slowest > SLOW && task.away > NEAR) {
          later(task);
          return undefined;
        }
        var began = performance.now();
        return drawn(task).then(function () {
          slowest = Math.max(slowest, performance.now() - began);
          return isOpening || isAwaited() ? pause() : undefined;
        });
      });
    }, Promise.resolve());
  }

  function drawn(task) {
    postponed.delete(task.place);
    // A card may have gone meanwhile.
    return task.place.isConnected ? draw(task.place, task.figure) : Promise.resolve();
  }

  var postponed = new Map();
  var rest = 0;
  var nearby = new IntersectionObserver(
    function (entries) {
      entries.forEach(function (entry) {
        if (entry.isIntersecting && postponed.has(entry.target)) {
          drawn(postponed.get(entry.target));
        }
      });
    },
    { rootMargin: NEAR + "px 0px" }
  );

  function later(task) {
    postponed.set(task.place, task);
    nearby.observe(task.place);
    clearTimeout(rest);
    rest = setTimeout(function () {
      drawEach(Array.from(postponed.values()), true);
    }, 1000);
  }

  function isAwaited() {
    var scheduling = navigator.scheduling;
    return !scheduling || !scheduling.isInputPending || scheduling.isInputPending();
  }

  function pause() {
    return new Promise(function (go) {
      var channel = new MessageChannel();
      channel.port1.onmessage = go;
      channel.port2.postMessage(null);
    });
  }

  window.panorama = { draw: draw, drawEach: drawEach };
})();
