/**
 * A test bench: a kernel in virtual time with devices plugged in and fixes attached, driven step by
 * step. Start with {@link io.github.hidbpf4j.testing.bench.Bench}.
 */
@NullMarked
package io.github.hidbpf4j.testing.bench;

import org.jspecify.annotations.NullMarked;
