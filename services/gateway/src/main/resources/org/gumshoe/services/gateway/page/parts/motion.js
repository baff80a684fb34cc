// SPDX-License-Identifier: GPL-3.0-or-later
// Dots on their way, on a canvas. A browser without a graphics processor takes longer than a frame to
// paint thousands of dots of an SVG; stamping a picture of one dot takes a few milliseconds.

/** Picture of a dot or ring as the style of an SVG path has it. */
function stamp(path, radius, scale) {
  const style = getComputedStyle(path);
  const line = parseFloat(style.strokeWidth) * scale;
  const picture = document.createElement('canvas');
  picture.width = picture.height = Math.ceil(2 * radius * scale + line) + 2;
  const pen = picture.getContext('2d');
  pen.globalAlpha = parseFloat(style.strokeOpacity);
  pen.strokeStyle = style.stroke;
  pen.lineWidth = line;
  pen.lineCap = 'round';
  pen.beginPath();
  if (radius) pen.arc(picture.width / 2, picture.width / 2, radius * scale, 0, 2 * Math.PI);
  else pen.lineTo(picture.width / 2, picture.width / 2), pen.lineTo(picture.width / 2, picture.width / 2 + .01);
  pen.stroke();
  return picture;
}

/** Canvas over an SVG, which shows dots while they move; groups are named by the SVG's classes. */
export class Motion {
  /** @param radii of the groups' rings, in the SVG's units; 0 for dots */
  constructor(canvas, svg, width, radii) {
    Object.assign(this, {canvas, svg, width, radii});
  }

  /** Takes over size and styles as they are now. */
  begin() {
    const box = this.svg.getBoundingClientRect();
    this.canvas.width = Math.round(box.width * devicePixelRatio);
    this.canvas.height = Math.round(box.height * devicePixelRatio);
    this.scale = this.canvas.width / this.width;
    this.stamps = Object.entries(this.radii).map(([name, radius]) =>
      [name, stamp(this.svg.querySelector(`.${name}`), radius, this.scale)]);
  }

  /** Paints the groups' dots: x and y in turn, in the SVG's units. */
  paint(groups) {
    const pen = this.canvas.getContext('2d');
    pen.clearRect(0, 0, this.canvas.width, this.canvas.height);
    for (const [name, picture] of this.stamps) {
      const half = picture.width / 2;
      const places = groups[name];
      for (let i = 0; i < places.length; i += 2) {
        pen.drawImage(picture, places[i] * this.scale - half, places[i + 1] * this.scale - half);
      }
    }
  }
}
