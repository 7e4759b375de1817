/** Benchmarks of engines, the event path, the input layer and start-up. Not published. */
@NullMarked
package io.github.hidbpf4j.benchmarks;

import org.jspecify.annotations.NullMarked;
