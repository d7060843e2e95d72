// A picture file in place of a drawing: chosen, dropped or pasted. The server prepares it as limn
// explain does, and the page shows the steps.

// How a picture is read: the file, whether dark is ink, and how it is fitted.
let openPicture = null;
const mostPictureBytes = 4_000_000;

function buildPicture() {
  const pick = element("input", { type: "file", id: "picture-file", "aria-label": "An image file", accept: "image/png,image/jpeg", hidden: true, on: { change: (e) => { takePicture(e.target.files[0]); e.target.value = ""; } } });
  const section = document.getElementById("draw");
  const isFile = (event) => [...(event.dataTransfer?.types || [])].includes("Files");
  section.addEventListener("dragover", (event) => { if (isFile(event)) { event.preventDefault(); section.classList.add("over"); } });
  section.addEventListener("dragleave", () => section.classList.remove("over"));
  section.addEventListener("drop", (event) => { if (isFile(event)) { event.preventDefault(); section.classList.remove("over"); takePicture(event.dataTransfer.files[0]); } });
  document.addEventListener("paste", (event) => { const file = [...(event.clipboardData?.files || [])][0]; if (file) takePicture(file); });
  return [element("button", { type: "button", id: "picture", on: { click: () => pick.click() } }, "Image …"), pick];
}

async function takePicture(file) {
  if (!file || isKept) return;
  openPicture = { file: await reduced(file), name: file.name || "picture.png", ink: "auto", fit: channels === 1 && drawing.isCentred ? "centre" : channels === 1 ? "resize" : "crop", thumbnail: URL.createObjectURL(file) };
  await readPicture();
}

// Shrinks a photo that is larger than the server accepts; it is then no longer the original file.
async function reduced(file) {
  if (file.size <= mostPictureBytes) return file;
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, 1024 / Math.max(picture.width, picture.height));
  const canvas = element("canvas", { width: Math.max(1, Math.round(picture.width * scale)), height: Math.max(1, Math.round(picture.height * scale)) });
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  blob.wasReduced = true;
  return blob;
}

async function readPicture() {
  const own = openPicture;
  try {
    const found = await (await request("api/picture?ink=" + own.ink + "&fit=" + own.fit, new Blob([own.file]))).json();
    if (own !== openPicture) return;
    showTrouble("");
    const { values, ...rest } = found;
    setDrawing({ ...emptyDrawing(), base: values, picture: { ...own, ...rest }, isCentred: channels === 1 ? rest.isCentred : drawing.isCentred });
  } catch (error) {
    if (own === openPicture) showTrouble(troubleOf(error));
  }
}

// Reads the shown picture with other settings.
function changePicture(changes) {
  if (!drawing.picture?.file) return;
  openPicture = { ...openPicture, ink: drawing.picture.isDarkInk ? "dark" : "light", ...changes };
  readPicture();
}

// The steps of preparing the shown picture.
function pictureWords(picture) {
  if (!picture.file) return [element("p", { class: "note" }, "An image, as stored in the address.")];
  const steps = [...(picture.isDarkInk ? ["dark is ink, light is paper"] : channels === 1 ? ["light is ink, dark is ground"] : []), ...picture.steps];
  return [
    element("figure", { class: "thumbnail" }, element("img", { src: picture.thumbnail, alt: "The original image" }), element("figcaption", {}, picture.name)),
    element("ul", { class: "notes" }, steps.map((step) => element("li", {}, step))),
    channels === 1 ? element("button", { type: "button", id: "other-ink", on: { click: () => changePicture({ ink: picture.isDarkInk ? "light" : "dark" }) } }, picture.isDarkInk ? "Treat light as ink" : "Treat dark as ink") : null,
  ].filter((part) => part);
}
