/**
 * Runs the kernel's verifier selftests through the verifier and compares with what a kernel said:
 * {@code scripts/kernel-selftests}.
 */
@NullMarked
package io.github.hidbpf4j.tools.selftests;

import org.jspecify.annotations.NullMarked;
