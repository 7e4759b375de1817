/**
 * Device models: text files that say how a device answers requests and what it sends by itself, so
 * that a recording of its input can be replayed with the device's side of the talk. Start with
 * {@link io.github.hidbpf4j.hid.model.DeviceModel}, run one with {@link
 * io.github.hidbpf4j.hid.model.ModelDevice}. The language is described in {@code
 * docs/device-models.md}.
 */
@NullMarked
package io.github.hidbpf4j.hid.model;

import org.jspecify.annotations.NullMarked;
