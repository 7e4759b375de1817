/**
 * Committed results of runs against real kernels, and the tables of docs/kernel-compatibility.md
 * that are generated from them.
 */
@NullMarked
package io.github.hidbpf4j.tools.results;

import org.jspecify.annotations.NullMarked;
