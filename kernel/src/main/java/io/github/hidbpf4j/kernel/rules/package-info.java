/**
 * How kernels behave where they differ, as data: which row of rules a release, or a stable level of
 * one, has. What programs may do in it is in {@code kernel.profile}.
 */
@NullMarked
package io.github.hidbpf4j.kernel.rules;

import org.jspecify.annotations.NullMarked;
