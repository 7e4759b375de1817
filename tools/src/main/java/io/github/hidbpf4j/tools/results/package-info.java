/**
 * Results of runs against real kernels, which are committed, and the tables of
 * docs/kernel-compatibility.md that are made of them.
 */
@NullMarked
package io.github.hidbpf4j.tools.results;

import org.jspecify.annotations.NullMarked;
