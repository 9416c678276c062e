// The picture of a chart for a report or a slide, made by the browser: title, subtitle, legend, selection, source and
// licence in it.
(function () {
  "use strict";

  // A4 landscape, at three times its pixels the dots of a printer (300 an inch); or a slide of 1920 × 1080, whose texts
  // are a fiftieth of its height at least.
  var PAGE = { width: 1169, height: 0, scale: 3, text: 1, head: 22, under: 14, foot: 11, columns: [78, 150, 170] };
  var SLIDE = { width: 1280, height: 720, scale: 1.5, text: 1.36, head: 28, under: 17, foot: 15, columns: [72, 130, 138] };
  var IMAGES = {
    png: { format: "png", size: PAGE },
    svg: { format: "svg", size: Object.assign({}, PAGE, { scale: 1 }) },
    diapositive: { format: "png", size: SLIDE },
  };

  function textOf(root, selector) {
    var element = root.querySelector(selector);
    return element ? element.textContent.trim() : "";
  }

  function colour(token) {
    return getComputedStyle(document.documentElement).getPropertyValue("--" + token).trim();
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

  // The same figure, its texts so many times larger.
  function enlarged(value, key, times) {
    if (Array.isArray(value)) {
      return value.map(function (inner) {
        return enlarged(inner, key, times);
      });
    }
    if (!value || typeof value !== "object") {
      return value;
    }
    return Object.keys(value).reduce(function (copy, name) {
      var isSize = name === "size" && typeof value.size === "number" && /font$/.test(key);
      copy[name] = isSize ? Math.max(15, Math.round(value.size * times)) : enlarged(value[name], name, times);
      return copy;
    }, {});
  }

  function printed(card, graph, size) {
    var head = wrapped(textOf(card, "h2"), size.columns[0]);
    var under = wrapped(textOf(card, ".sous-titre"), size.columns[1]);
    var chosen = document.getElementById("selection-in-words");
    var data = card.querySelector("[data-jeu]");
    var foot = wrapped(
      [chosen ? chosen.textContent : "", textOf(card, ".source"), data ? "Jeu de données " + data.dataset.jeu + "." : ""]
        .filter(Boolean)
        .join(" "),
      size.columns[2]
    );
    var margin = graph.layout.margin || {};
    // Over the plot, upwards: what the figure writes there, the legend, the subtitle, the title.
    var own = (margin.t || 0) * size.text;
    var headHeight = head.length * size.head * 1.3;
    var top = 16 + headHeight + under.length * size.under * 1.3 + 40 * size.text + own;
    var bottom = 70 * size.text + foot.length * size.foot * 1.36;
    // A chart of many rows outgrows a slide rather than becoming unreadable.
    var fits = size.height && graph.offsetHeight < 620;
    var height = fits ? size.height : graph.offsetHeight + top + bottom;
    var copy = JSON.parse(JSON.stringify({ data: graph.data, layout: graph.layout }));
    copy = size.text > 1 ? enlarged(copy, "", size.text) : copy;
    var layout = copy.layout;
    layout.margin = { l: Math.max(margin.l || 0, 24), r: Math.max(margin.r || 0, 24), t: top, b: bottom };
    layout.width = size.width;
    layout.height = height;
    layout.paper_bgcolor = layout.plot_bgcolor = colour("paper");
    layout.showlegend = Boolean(card.querySelector(".legende"));
    layout.legend = {
      orientation: "h",
      traceorder: "normal",
      x: 0,
      y: 1 + own / (height - top - bottom),
      xanchor: "left",
      yanchor: "bottom",
      yref: "paper",
    };
    layout.annotations = (layout.annotations || []).concat([
      note(["<b>" + head.join("<br>") + "</b>"], { y: 1, yanchor: "top", yshift: top - 12, font: { size: size.head } }),
      note(under, { y: 1, yanchor: "top", yshift: top - 14 - headHeight, font: { size: size.under } }),
      note(foot, { y: 0, yanchor: "bottom", yshift: 14 - bottom, font: { size: size.foot, color: colour("ink-foot") } }),
    ]);
    return { data: copy.data, layout: layout, height: height };
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
    var graph = card && card.querySelector(".js-plotly-plot");
    if (!graph || !window.Plotly) {
      return;
    }
    var image = IMAGES[button.getAttribute("data-image")];
    var picture = printed(card, graph, image.size);
    window.Plotly.toImage(
      { data: picture.data, layout: picture.layout, config: { locale: "fr" } },
      { format: image.format, width: image.size.width, height: picture.height, scale: image.size.scale }
    ).then(function (address) {
      var place = image.size === SLIDE ? "-diapositive" : "";
      save(address, "panorama-" + card.getAttribute("data-chart") + place + "." + image.format);
    });
  });
})();
