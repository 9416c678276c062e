// The picture of a chart at print size, made by the browser: title, subtitle, legend, selection, source and licence in it.
(function () {
  "use strict";

  // A4 landscape; at three times this the dots are those of a printer (300 an inch).
  var WIDTH = 1169;
  var SCALE = 3;

  function textOf(root, selector) {
    var element = root.querySelector(selector);
    return element ? element.textContent.trim() : "";
  }

  // Plotly reads a little HTML in its texts.
  function literal(text) {
    return text.replace(/&/g, "&amp;").replace(/</g, "&lt;");
  }

  function wrapped(text, width) {
    var lines = [""];
    text.split(" ").forEach(function (word) {
      var last = lines.length - 1;
      if ((lines[last] + " " + word).length > width && lines[last]) {
        lines.push(word);
      } else {
        lines[last] = lines[last] ? lines[last] + " " + word : word;
      }
    });
    return lines.map(literal);
  }

  function note(lines, place) {
    return Object.assign(
      { text: lines.join("<br>"), showarrow: false, align: "left", xref: "paper", yref: "paper", x: 0, xanchor: "left" },
      place
    );
  }

  function printed(card, graph) {
    var head = wrapped(textOf(card, "h2"), 78);
    var under = wrapped(textOf(card, ".sous-titre"), 150);
    var chosen = document.getElementById("selection-in-words");
    var data = card.querySelector("[data-jeu]");
    var foot = wrapped(
      [chosen ? chosen.textContent : "", textOf(card, ".source"), data ? "Jeu de données " + data.dataset.jeu + "." : ""]
        .filter(Boolean)
        .join(" "),
      170
    );
    var top = 40 + head.length * 28 + under.length * 18 + 34;
    var bottom = 70 + foot.length * 15;
    var height = graph.offsetHeight + top + bottom;
    var layout = JSON.parse(JSON.stringify(graph.layout));
    var margin = layout.margin || {};
    layout.margin = { l: Math.max(margin.l || 0, 24), r: Math.max(margin.r || 0, 24), t: top, b: bottom };
    layout.width = WIDTH;
    layout.height = height;
    layout.paper_bgcolor = layout.plot_bgcolor = "#ffffff";
    layout.showlegend = Boolean(card.querySelector(".legende"));
    layout.legend = { orientation: "h", x: 0, y: 1, xanchor: "left", yanchor: "bottom", yref: "paper" };
    layout.annotations = (layout.annotations || []).concat([
      note(
        ["<span style='font-size:22px'><b>" + head.join("<br>") + "</b></span>"].concat(under),
        { y: 1, yanchor: "top", yshift: top - 16, font: { size: 14 } }
      ),
      note(foot, { y: 0, yanchor: "bottom", yshift: 14 - bottom, font: { size: 11, color: "#666666" } }),
    ]);
    return { data: graph.data, layout: layout, height: height };
  }

  function save(address, name) {
    var link = document.createElement("a");
    link.href = address;
    link.download = name;
    link.target = "_self";
    document.body.appendChild(link);
    link.click();
    link.remove();
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-image]");
    var card = button && button.closest("[data-chart]");
    var graph = card && card.querySelector("#rendu-vivant .js-plotly-plot");
    if (!graph || !window.Plotly) {
      return;
    }
    var format = button.getAttribute("data-image");
    var picture = printed(card, graph);
    window.Plotly.toImage(
      { data: picture.data, layout: picture.layout },
      { format: format, width: WIDTH, height: picture.height, scale: format === "png" ? SCALE : 1 }
    ).then(function (address) {
      save(address, "panorama-" + card.getAttribute("data-chart") + "." + format);
    });
  });
})();
