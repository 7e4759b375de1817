/**
 * Calls of helpers and kfuncs: arguments, results, references, locks, dynptrs, iterators, lists and
 * trees, callbacks (Linux 6.12, {@code kernel/bpf/verifier.c}). Start with {@link
 * io.github.hidbpf4j.bpf.verifier.call.CallChecker}.
 */
@NullMarked
package io.github.hidbpf4j.bpf.verifier.call;

import org.jspecify.annotations.NullMarked;
