/**
 * The front door of the module: {@link io.github.hidbpf4j.hid.HidException}, the root of its
 * errors.
 */
@NullMarked
package io.github.hidbpf4j.hid;

import org.jspecify.annotations.NullMarked;
