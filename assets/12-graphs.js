// Charts: drawn live by plotly.js in the place of the drawing made by the server, and again when their figure changes.
(function () {
  "use strict";

  var shown = new WeakMap();

  // The figure that the server wrote in the place of a graph.
  function written(place) {
    var holder = place.querySelector("script[type='application/json']");
    var figure = JSON.parse(holder.textContent);
    holder.remove();
    return figure;
  }

  // Settings stay those of the first figure.
  function draw(place, figure) {
    var given = figure || written(place);
    var content = JSON.stringify([given.data, given.layout]);
    var graph = place.querySelector(".js-plotly-plot");
    var last = shown.get(place);
    if (last && last.content === content) {
      return Promise.resolve();
    }
    var config = last ? last.config : given.config;
    shown.set(place, { content: content, config: config });
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

  // One after the other, those in sight first. The page answers in between as it opens, and when someone touches it.
  function drawEach(tasks, isOpening) {
    var inSight = function (task) {
      var box = task.place.getBoundingClientRect();
      return box.bottom > 0 && box.top < innerHeight ? 0 : 1;
    };
    var waiting = tasks.map(function (task, position) {
      return { task: task, rank: inSight(task) * tasks.length + position };
    });
    waiting.sort(function (one, other) {
      return one.rank - other.rank;
    });
    return waiting.reduce(function (before, item) {
      return before.then(function () {
        // A card may have gone meanwhile.
        if (!item.task.place.isConnected) {
          return undefined;
        }
        return draw(item.task.place, item.task.figure).then(function () {
          return isOpening || isAwaited() ? pause() : undefined;
        });
      });
    }, Promise.resolve());
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
