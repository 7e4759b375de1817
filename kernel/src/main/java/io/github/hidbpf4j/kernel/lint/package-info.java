/**
 * Lint: what is likely wrong with an object that kernels load. Each rule asks the verifier's own
 * knowledge ({@code kernel.analysis}), and says only what holds whatever the device does, or what
 * the device's descriptor tells. Start with {@link io.github.hidbpf4j.kernel.lint.Lint}.
 */
@NullMarked
package io.github.hidbpf4j.kernel.lint;

import org.jspecify.annotations.NullMarked;
