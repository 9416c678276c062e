// Marks of a chart: a tooltip with the words of every mark under the same heading (an edition, a project), their link,
// and the same project or ministry lit in every chart. A mouse follows links; a finger sees the words and a link first.
//
// Positions, words and links are those of the drawing, which keeps its place under a live chart.
(function () {
  "use strict";

  var HIT = 24; // pixels around a finger
  var MOST_LINES = 10; // of a shared tooltip: beyond, the mark has its own alone
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
      var place = event.target.closest && event.target.closest("[data-chart] .graphique");
      if (tip && tip.contains(event.target)) {
        return;
      }
      close();
      if (place && isTouch) {
        event.preventDefault();
        var mark = markNear(place, event.clientX, event.clientY);
        if (mark) {
          open(place, mark);
        }
      }
    },
    true
  );

  document.addEventListener("keydown", (event) => event.key === "Escape" && close());
  document.addEventListener("panorama:montre", close);

  document.addEventListener(
    "pointerover",
    function (event) {
      var link = event.pointerType === "mouse" && event.target.closest && event.target.closest(".dessin a");
      if (link) {
        close();
        light(link.getAttribute("href"));
      }
    },
    { passive: true }
  );

  function marksOf(place) {
    return Array.from(place.querySelectorAll(".dessin title"), (title) => title.parentNode);
  }

  function linesOf(mark) {
    return mark.querySelector("title").textContent.split("\n");
  }

  function markNear(place, x, y) {
    var best = null;
    var least = HIT;
    marksOf(place).forEach(function (mark) {
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

  // Tooltip ----------------------------------------------------------------------------------------------------
  function open(place, mark) {
    close();
    var own = linesOf(mark);
    var address = addressOf(mark.getAttribute("href"));
    var lines = sharedLines(place, own[0], subjectOf(address));
    tip = document.createElement("div");
    tip.className = isTouch ? "bulle au-doigt" : "bulle";
    add("strong", own[0]);
    var isShared = lines.length >= own.length;
    (lines.length && lines.length <= MOST_LINES ? lines : own.slice(1)).forEach((line) => {
      add("div", line).className = isShared && own.indexOf(line) > 0 ? "ici" : "";
    });
    if (address && isTouch) {
      tip.setAttribute("role", "status");
      add("a", linkText(own.join(" "), address)).href = address;
    }
    place.appendChild(tip);
    put(mark.getBoundingClientRect(), place.getBoundingClientRect());
    light(address);
  }

  // The lines of all marks under a heading: those of an edition, or of one project.
  function sharedLines(place, heading, subject) {
    var lines = [];
    marksOf(place).forEach(function (mark) {
      var words = linesOf(mark);
      var isSame = /^Édition/.test(heading) || (subject && subjectOf(mark.getAttribute("href")) === subject);
      words.slice(1).forEach(function (line) {
        if (isSame && words[0] === heading && lines.indexOf(line) < 0) {
          lines.push(line);
        }
      });
    });
    return lines;
  }

  function add(tag, text) {
    var element = tip.appendChild(document.createElement(tag));
    element.textContent = text;
    return element;
  }

  // Above the mark, within the width of its chart; below where there is no room above.
  function put(box, around) {
    var left = box.left + box.width / 2 - around.left - tip.offsetWidth / 2;
    var top = box.top - around.top - tip.offsetHeight - 8;
    var isOut = around.top + top < 0;
    tip.style.left = Math.max(0, Math.min(left, around.width - tip.offsetWidth)) + "px";
    tip.style.top = (isOut ? box.bottom - around.top + 8 : top) + "px";
  }

  function linkText(words, address) {
    if (/\/projets\/[^?]/.test(address)) {
      return "Voir ce projet";
    }
    if (/\/comparer(?![^?#])/.test(address)) {
      return "Voir la comparaison";
    }
    var number = /(\d+)\sprojets/.exec(words);
    return number ? "Voir les " + number[1] + " projets" : "Voir les projets";
  }

  function close() {
    if (tip) {
      tip.remove();
      tip = null;
    }
    light("");
  }

  // The same thing elsewhere -------------------------------------------------------------------------------------
  // The project that an address leads to, or the ministry that it adds to the selection.
  function subjectOf(address) {
    var project = /\/projets\/([^?#]+)/.exec(address || "");
    if (project) {
      return project[1];
    }
    var ministries = (address || "").match(/[?&]ministere=[^&#]+/g) || [];
    var isAdded = ministries.length === 1 && location.search.indexOf(ministries[0].slice(1)) < 0;
    return isAdded ? ministries[0].slice(1) : "";
  }

  function light(address) {
    var subject = subjectOf(address);
    document.querySelectorAll(".lueur").forEach((halo) => halo.remove());
    if (!subject) {
      return;
    }
    document.querySelectorAll("[data-chart] .graphique").forEach(function (place) {
      var around = place.getBoundingClientRect();
      var boxes = Array.from(place.querySelectorAll(".dessin a"))
        .filter((mark) => subjectOf(mark.getAttribute("href")) === subject)
        .map((mark) => mark.getBoundingClientRect());
      boxes.forEach(function (box) {
        var halo = place.appendChild(document.createElement("div"));
        halo.className = "lueur";
        var places = [box.top - around.top - 2, box.left - around.left - 2, box.width + 4, box.height + 4];
        ["top", "left", "width", "height"].forEach((side, index) => (halo.style[side] = places[index] + "px"));
      });
    });
  }

  // Live charts --------------------------------------------------------------------------------------------------
  document.addEventListener("panorama:vivant", function (event) {
    var graph = event.detail;
    if (graph.hasMarks) {
      return;
    }
    graph.hasMarks = true;
    var markOf = (event) => markNear(graph.parentNode, event.event.clientX, event.event.clientY);
    graph.on("plotly_click", function (click) {
      var mark = isTouch ? null : markOf(click);
      var address = mark && addressOf(mark.getAttribute("href"));
      if (!address) {
        return;
      }
      if (document.querySelector(".integree") || click.event.ctrlKey || click.event.metaKey) {
        window.open(address, "_blank", "noopener");
      } else {
        location.assign(address);
      }
    });
    graph.on("plotly_hover", function (hover) {
      var mark = isTouch ? null : markOf(hover);
      graph.classList.toggle("mene-quelque-part", Boolean(mark && addressOf(mark.getAttribute("href"))));
      if (mark) {
        open(graph.parentNode, mark);
      }
    });
    graph.on("plotly_unhover", () => {
      graph.classList.remove("mene-quelque-part");
      close();
    });
  });

  // Of this site alone: « //elsewhere » is another one.
  function addressOf(address) {
    return typeof address === "string" && /^\/(?!\/)/.test(address) ? address : "";
  }
})();
