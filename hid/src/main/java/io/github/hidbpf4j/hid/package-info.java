/**
 * Base package of the module, with {@link io.github.hidbpf4j.hid.HidException}, the base class of
 * its errors.
 */
@NullMarked
package io.github.hidbpf4j.hid;

import org.jspecify.annotations.NullMarked;
