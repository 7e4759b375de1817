/**
 * Lint: likely mistakes in objects that kernels load. Each rule uses the verifier's own knowledge
 * ({@code kernel.analysis}), and reports only what holds for any behaviour of the device, or
 * follows from its descriptor. Start with {@link io.github.hidbpf4j.kernel.lint.Lint}.
 */
@NullMarked
package io.github.hidbpf4j.kernel.lint;

import org.jspecify.annotations.NullMarked;
