/** Benchmarks: engines against native code. Not published. */
@NullMarked
package io.github.hidbpf4j.benchmarks;

import org.jspecify.annotations.NullMarked;
