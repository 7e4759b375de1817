// SPDX-License-Identifier: Apache-2.0
// Densities, a pixel of width each.

/**
 * A row of pixels of one colour, each as opaque as it is set, drawn as high as it is wanted. One picture
 * instead of a rectangle for each pixel: a browser without a graphics card draws that several times faster.
 */
class Strip {
  #canvas = document.createElement('canvas');
  #context = this.#canvas.getContext('2d', {willReadFrequently: true});
  #image = null;
  #words = null;
  #colour = 0;
  #last = -1;

  begin(width, colour) {
    const wide = Math.max(1, Math.ceil(width));
    if (this.#image?.width !== wide) {
      this.#canvas.width = wide;
      this.#canvas.height = 1;
      this.#image = this.#context.createImageData(wide, 1);
      this.#words = new Uint32Array(this.#image.data.buffer);
    }
    this.#words.fill(0);
    this.#colour = channels(this.#context, colour);
    this.#last = -1;
    return this;
  }

  set(pixel, alpha) {
    this.#words[pixel] = ((Math.round(alpha * 255) << 24) | this.#colour) >>> 0;
    this.#last = pixel;
  }

  drawTo(c, left, top, height) {
    if (this.#last < 0) {
      return;
    }
    this.#context.putImageData(this.#image, 0, 0);
    c.imageSmoothingEnabled = false;
    c.drawImage(this.#canvas, left, top, this.#image.width, height);
  }
}

/** Red, green and blue of a colour of the style sheet, as the low three bytes of a pixel. */
function channels(c, colour) {
  c.fillStyle = colour;
  const [red, green, blue] = [1, 3, 5].map(at => parseInt(c.fillStyle.slice(at, at + 2), 16));
  return red | (green << 8) | (blue << 16);
}
