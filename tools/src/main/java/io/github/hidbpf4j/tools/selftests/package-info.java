/**
 * Runs the kernel's verifier selftests through the verifier and compares the results with a
 * kernel's: {@code scripts/kernel-selftests}.
 */
@NullMarked
package io.github.hidbpf4j.tools.selftests;

import org.jspecify.annotations.NullMarked;
