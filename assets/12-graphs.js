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

  // A figure is given as text, the first one stands in its place already; settings stay those of the first.
  function draw(place, figure) {
    var graph = place.querySelector(".js-plotly-plot");
    var last = shown.get(place);
    var text = figure || (last ? last.text : written(place));
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
  var REST = 400; // milliseconds

  function away(place) {
    var box = place.getBoundingClientRect();
    return Math.max(0, -box.bottom, box.top - innerHeight);
  }

  // The last figure asked for in each place: whatever draws there draws that one.
  var wanted = new WeakMap();
  var postponed = new Set();
  var rest = 0;

  // One after the other, the nearest first. The page answers in between as it opens, and when someone touches it. When a
  // figure changes far from sight it is drawn once the chart is near, or the reader rests: who ticks several boxes in a
  // row waits for none of it.
  function drawEach(tasks, isOpening) {
    var sorted = tasks
      .map(function (task) {
        wanted.set(task.place, task.figure);
        return { place: task.place, away: away(task.place) };
      })
      .sort(function (one, other) {
        return one.away - other.away;
      });
    return inTurn(sorted, function (task) {
      if (!isOpening && task.away > NEAR) {
        postpone(task.place);
        return undefined;
      }
      return drawWanted(task.place).then(function () {
        return isOpening || isAwaited() ? pause() : undefined;
      });
    });
  }

  function inTurn(items, act) {
    return items.reduce(function (before, item) {
      return before.then(function () {
        return act(item);
      });
    }, Promise.resolve());
  }

  function drawWanted(place) {
    postponed.delete(place);
    nearby.unobserve(place);
    // A card may have gone meanwhile.
    return place.isConnected ? draw(place, wanted.get(place)) : Promise.resolve();
  }

  var nearby = new IntersectionObserver(
    function (entries) {
      entries.forEach(function (entry) {
        if (entry.isIntersecting) {
          drawWanted(entry.target);
        }
      });
    },
    { rootMargin: NEAR + "px 0px" }
  );

  function postpone(place) {
    postponed.add(place);
    nearby.observe(place);
    clearTimeout(rest);
    rest = setTimeout(function () {
      inTurn(Array.from(postponed), function (waiting) {
        return drawWanted(waiting).then(pause);
      });
    }, REST);
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

  window.panorama = { drawEach: drawEach };
})();
