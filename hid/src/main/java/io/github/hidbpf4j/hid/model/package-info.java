/**
 * Device models: text files that describe how a device answers requests and what it sends by
 * itself, so that a recording of its input can be replayed together with its answers. Start with
 * {@link io.github.hidbpf4j.hid.model.DeviceModel}, run one with {@link
 * io.github.hidbpf4j.hid.model.ModelDevice}. The language is described in {@code
 * docs/device-models.md}.
 */
@NullMarked
package io.github.hidbpf4j.hid.model;

import org.jspecify.annotations.NullMarked;
