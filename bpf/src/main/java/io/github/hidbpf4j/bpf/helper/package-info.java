/**
 * Implementations of the generic helpers and kfuncs, and the context they run in. A helper calls
 * back into its program through {@link io.github.hidbpf4j.bpf.helper.CallbackInvoker}, which an
 * engine provides.
 */
@NullMarked
package io.github.hidbpf4j.bpf.helper;

import org.jspecify.annotations.NullMarked;
