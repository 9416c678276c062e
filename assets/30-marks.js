// Marks of a chart: a mouse follows their links; a finger sees their words first, with an explicit link.
(function () {
  "use strict";

  var HIT = 24; // pixels around a finger
  var tip = null;
  var isTouch = false;

  document.addEventListener(
    "pointerdown",
    function (event) {
      isTouch = event.pointerType !== "mouse";
    },
    { passive: true, capture: true }
  );

  // A click comes after a tap, never after a drag that scrolls.
  document.addEventListener(
    "click",
    function (event) {
      var drawing = event.target.closest && event.target.closest(".dessin");
      if (tip && !tip.contains(event.target)) {
        close();
      }
      if (drawing && isTouch) {
        event.preventDefault();
        var mark = markNear(drawing, event.clientX, event.clientY);
        if (mark) {
          open(drawing, mark);
        }
      }
    },
    true
  );

  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && tip) {
      close();
    }
  });

  function markNear(drawing, x, y) {
    var best = null;
    var least = HIT;
    drawing.querySelectorAll("title").forEach(function (title) {
      var mark = title.parentNode;
      if (mark.tagName !== "a" && mark.tagName !== "g") {
        return;
      }
      var box = mark.getBoundingClientRect();
      var dx = Math.max(box.left - x, 0, x - box.right);
      var dy = Math.max(box.top - y, 0, y - box.bottom);
      var away = Math.hypot(dx, dy);
      if (away < least) {
        least = away;
        best = mark;
      }
    });
    return best;
  }

  function open(drawing, mark) {
    var box = mark.getBoundingClientRect();
    var place = drawing.closest(".graphique");
    var around = place.getBoundingClientRect();
    tip = document.createElement("div");
    tip.className = "bulle";
    tip.setAttribute("role", "status");
    mark.querySelector("title").textContent.split("\n").forEach(function (line, number) {
      tip.appendChild(document.createElement(number ? "div" : "strong")).textContent = line;
    });
    var address = mark.tagName === "a" && mark.getAttribute("href");
    if (address) {
      var link = tip.appendChild(document.createElement("a"));
      link.href = address;
      link.textContent = linkText(address);
    }
    place.appendChild(tip);
    var left = box.left + box.width / 2 - around.left - tip.offsetWidth / 2;
    tip.style.left = Math.max(4, Math.min(left, around.width - tip.offsetWidth - 4)) + "px";
    var top = box.top - around.top - tip.offsetHeight - 8;
    tip.style.top = (top < 4 ? box.bottom - around.top + 8 : top) + "px";
  }

  function linkText(address) {
    if (address.indexOf("/projets/") === 0) {
      return "Voir ce projet";
    }
    return address.indexOf("/comparer") === 0 ? "Voir la comparaison" : "Voir les projets";
  }

  function close() {
    tip.remove();
    tip = null;
  }

  // Live charts: the address of a mark is its `customdata`; of this site alone, « //elsewhere » is another one.
  document.addEventListener("panorama:vivant", function (event) {
    var graph = event.detail;
    if (graph.hasMarks) {
      return;
    }
    graph.hasMarks = true;
    graph.on("plotly_click", function (click) {
      var address = addressOf(click);
      if (!address) {
        return;
      }
      if (document.querySelector(".integree") || (click.event && (click.event.ctrlKey || click.event.metaKey))) {
        window.open(address, "_blank", "noopener");
      } else {
        location.assign(address);
      }
    });
    graph.on("plotly_hover", function (hover) {
      graph.classList.toggle("mene-quelque-part", addressOf(hover) !== "");
    });
    graph.on("plotly_unhover", function () {
      graph.classList.remove("mene-quelque-part");
    });
  });

  function addressOf(event) {
    var address = event.points.length && event.points[0].customdata;
    return typeof address === "string" && /^\/(?!\/)/.test(address) ? address : "";
  }
})();
