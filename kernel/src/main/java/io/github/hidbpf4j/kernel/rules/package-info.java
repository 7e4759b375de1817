/**
 * Differences in the behaviour of kernels as data: the row of rules of each release, or of a stable
 * version of one. What programs may do is in {@code kernel.profile}.
 */
@NullMarked
package io.github.hidbpf4j.kernel.rules;

import org.jspecify.annotations.NullMarked;
