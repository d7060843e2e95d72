/// Scripts that use the page as a person does and write down what they find.
enum Probe {
  /// Stands before the page's own script: keeps every error.
  static let watch = """
    <script>window.__errors = [];
    addEventListener("error", (e) => __errors.push(e.message));
    addEventListener("securitypolicyviolation", (e) => __errors.push(e.violatedDirective));
    console.error = (...words) => __errors.push(words.join(" "));</script>
    """

  /// Before and after what a probe does on the page.
  private static let opening = #"""
    <script>(function () {
    const lines = [];
    const check = (name, holds) => lines.push((holds ? "ok " : "FAIL ") + name);
    const $ = (selector) => document.querySelector(selector);
    const labels = () => [...document.querySelectorAll(".row")].map((r) => r.getAttribute("aria-label"));
    const key = (node, key) =>
      node.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
    const texts = (selector) => [...document.querySelectorAll(selector)].map((node) => node.textContent);
    try {
    """#
  private static let closing = #"""
    } catch (error) {
      lines.push("FAIL " + error.stack);
    }
    lines.push("errors " + JSON.stringify(window.__errors));
    const result = document.createElement("pre");
    result.id = "probe";
    result.textContent = lines.join("\n");
    document.body.append(result);
    })();</script>
    """#

  /// Of a page without pictures: ten rows of four features.
  static let vectors =
    opening + #"""
      check("the list names the strongest features", document.querySelectorAll(".row canvas").length === 0 &&
        document.querySelectorAll(".row .strongest").length === 20 && texts(".row .strongest").every((text) => /(<b>a<\/b>|b|c|feature 3) [+−]/.test(text)));
      check("the pictures of the table come first", !$("#features").hidden && document.querySelectorAll("#features img").length === 5);
      location.hash = "#open=2";
      window.dispatchEvent(new HashChangeEvent("hashchange"));
      check("no pixels to point at", $("#plates") === null && $("#readout") === null);
      check("each feature has its name", texts(".bars tbody th").sort().join() === "<b>a</b>,b,c,feature 3");
      const bars = [...document.querySelectorAll(".bars tbody tr")].map((line) => line.querySelectorAll(".length span")[0]);
      const names = texts(".bars tbody th");
      const sides = bars.map((bar, index) => names[index] + " " + (bar.style.left === "50%" ? "right" : "left"));
      check("bars lie on the side of their sign", sides.sort().join() === "{{signs}}");
      const sizes = [...document.querySelectorAll(".bars tbody tr")].map((line) =>
        Math.max(...[...line.querySelectorAll(".length span")].map((bar) => parseFloat(bar.style.width))));
      check("the largest come first: " + sizes, sizes.every((size, index) => index === 0 || size <= sizes[index - 1] + 1e-6));
      check("the steps lead to the score", document.querySelectorAll(".waterfall rect").length === 4);
      const hollow = document.querySelectorAll(".bars .length span[style*=border]").length;
      check("uncertain bars are hollow and say so", hollow > 0 &&
        hollow === texts(".bars .value").filter((text) => text.includes("sign uncertain")).length);
      check("the longest bar has half the width", Math.max(...bars.map((bar) => parseFloat(bar.style.width))) <= 50);
      """# + closing

  /// Of digits whose blocks play, the fourth one opened.
  static let pairs =
    opening + #"""
      check("pairs over all rows", texts("#batch-body table caption").some((text) => text === "The strongest pairs"));
      location.hash = "#open=103";
      window.dispatchEvent(new HashChangeEvent("hashchange"));
      lines.push("lines " + document.querySelectorAll("#detail .pairs line.over").length);
      lines.push("pair " + $("#detail .pairs tbody th").textContent);
      lines.push("value " + $("#detail .pairs tbody td").textContent);
      """# + closing

  /// Of a regression with named features and true numbers, ten rows.
  static let regression =
    opening + #"""
      const text = document.body.innerText;
      check("no classes, probabilities or logits", !/\bclass|\bprobabilit|\blogit/i.test(
        [$("#reading"), $("#batch"), $("#predictions")].map((part) => part.textContent).join(" ")));
      check("the fit is stated: " + $("#lead").textContent, $("#lead").textContent.includes("R² is {{rSquared}}"));
      check("its numbers stand in a table", texts("#model td").includes("{{rSquared}}"));
      check("features have their names", $("#reading").textContent.includes("raise 价格"));
      check("predicted against true, and residuals", document.querySelectorAll(".fits circle.dot").length === 20);
      check("each row says both numbers", labels().length === 10 && labels().every((t) => /predicted .*, true /.test(t)));
      check("no filter of classes", !$("#filters").elements.predicted && !$("#filters").elements.from);
      const sort = $("#filters").elements.sort;
      sort.value = "off"; sort.dispatchEvent(new Event("change"));
      check("the farthest off first: " + labels()[0], labels()[0].startsWith("Row {{worst}},"));
      $(".fits circle.dot").dispatchEvent(new MouseEvent("click"));
      check("a dot leads to its row", location.hash.includes("open=0"));
      check("the detail says how far off", /The true number is .*too (high|low)\./.test($("#detail").textContent));
      check("bars have the features' names", texts(".bars tbody th").sort().join() === "房龄,楼层,面积");
      check("bars raise or lower", $("#detail").textContent.includes("raise 价格"));
      """# + closing

  /// Of three labels, ten rows.
  static let labelled =
    opening + #"""
      check("no classes: " + ($("#batch").textContent.match(/.{30}class.{30}/) || ""), ![$("#reading"), $("#batch"), $("#predictions")].some((part) => /\bclass/.test(part.textContent)));
      check("each label has its figures", texts("#model tbody th").join().startsWith("rain,wind,snow"));
      check("the lead says how often it is right: " + $("#lead").textContent, $("#lead").textContent.includes("answers to the 3 labels {{share}}% are right"));
      const choose = (name, value) => {
        const field = $("#filters").elements[name];
        field.value = value;
        field.dispatchEvent(new Event("change"));
      };
      choose("label", "1");
      check("filter by a label", labels().length === {{wind}});
      choose("label", "");
      choose("correct", "wrong");
      check("filter by mistake: " + $("#count").textContent + ": " + labels().join("; "), $("#count").textContent.startsWith("{{wrong}} prediction") && labels().every((t) => t.includes("labelled")));
      choose("correct", "");
      location.hash = "#open=0";
      window.dispatchEvent(new HashChangeEvent("hashchange"));
      check("all probabilities stand there", texts(".probabilities li").length === 3);
      check("the heading lists labels: " + $("#detail h3").textContent, $("#detail h3").textContent === "Row 0: predicted {{first}}");
      """# + closing

  /// Stands after it. Class k is called `<i>k</i>`.
  static let use =
    opening + #"""
      const choose = (name, value) => {
        const field = $("#filters").elements[name];
        field.value = value;
        field.dispatchEvent(new Event(field.type === "range" ? "input" : "change"));
      };
      const drawn = document.querySelectorAll(".row").length;
      check("the list draws what can be seen", drawn > 3 && drawn < 40);
      check("all rows are counted", $("#count").textContent === "300 predictions");
      const first = labels()[0].match(/predicted <i>(\d)<\/i>/)[1];
      choose("predicted", first);
      check("filter by class", labels().length > 0 && labels().every((t) => t.includes("predicted <i>" + first + "</i>")));
      check("the address holds the filter", location.hash.includes("predicted=" + first));
      $("#filters button").click();
      choose("correct", "wrong");
      check("filter by mistake", labels().length > 0 && labels().every((t) => t.includes("labelled")));
      $("#filters button").click();
      choose("to", "40");
      const shares = () => labels().map((t) => parseFloat(t.match(/([\d.]+)%/)[1]));
      check("filter by confidence", shares().every((share) => share <= 40));
      $("#filters button").click();
      check("show all", $("#count").textContent === "300 predictions");
      choose("sort", "least");
      check("sort", shares().every((s, i, all) => i === 0 || s >= all[i - 1]));
      const list = $("#list");
      list.focus();
      key(list, "ArrowDown");
      key(list, "Enter");
      check("a key opens the detail", !$("#detail").hidden && location.hash.includes("open="));
      const plates = $("#plates");
      key(plates, "ArrowRight"); key(plates, "ArrowDown"); key(plates, "ArrowRight");
      check("keys read a pixel", /^row 1, column 1: input .* · Integrated Gradients .* · SmoothGrad .* ± /.test($("#readout").textContent));
      const plate = $(".plate");
      const box = plate.getBoundingClientRect();
      plate.dispatchEvent(new PointerEvent("pointermove", {
        clientX: box.left + box.width * 0.55, clientY: box.top + box.height * 0.3, bubbles: true,
      }));
      check("the pointer reads a pixel", $("#readout").textContent.startsWith("row 2, column 4: "));
      location.hash = "#open=100";
      window.dispatchEvent(new HashChangeEvent("hashchange"));
      const agreement = [...document.querySelectorAll("#detail table")].at(-1);
      const agreed = [...agreement.querySelectorAll("td")].map((cell) => cell.textContent).join("|");
      check("agreement is the library's: " + agreed, agreed === "{{agreement}}");
      $("#view-rival").click();
      check("class against class", $("#detail").textContent.includes(" against logit of "));
      key($("#detail"), "Escape");
      check("a key closes the detail", $("#detail").hidden && document.activeElement === list);
      $(".confusion .wrong button").click();
      check("a cell of the confusion matrix filters", /label=\d/.test(location.hash) && labels().length > 0);
      $("#filters button").click();
      list.scrollTop = 5000;
      list.dispatchEvent(new Event("scroll"));
      check("the list scrolls", !labels()[0].startsWith("Digit 100,") && document.querySelectorAll(".row").length < 40);
      $(".card").click();
      check("a card opens the detail", !$("#detail").hidden);
      check("outside text makes no element", document.querySelectorAll("main i:not(.mark), main script, img[src=x]").length === 0);
      check("outside text stays whole", $("#title").textContent.includes("<\/script><img src=x"));
      const trust = $("#trust").textContent;
      check("the sample is stated", trust.includes("8 rows of 300, one drawn from each"));
      check("every test of every method has a cell", document.querySelectorAll(".findings td").length === 33);
      check("values stand beside random ones", texts(".findings td").filter((text) => /random .*ahead in \d of \d/.test(text)).length >= 18);
      check("a missing value has its reason", texts(".findings td").some((text) => text.includes("no value") && text.includes("8 rows: the values are not contributions to the score")));
      check("curves of both kinds with the control's", document.querySelectorAll(".curves svg").length === 6 &&
        document.querySelectorAll(".curves .line.random").length === 6);
      check("each method has its outcome", texts(".outcomes li").length === 3 && texts(".outcomes li").every((text) => /passes \d+ of \d+ tests/.test(text)));
      const unnamed = [...document.querySelectorAll("canvas")].filter((c) =>
        c.getAttribute("aria-hidden") !== "true" && !c.getAttribute("aria-label"));
      check("every picture has words or is decoration", unnamed.length === 0);
      """# + closing
}
