/** Verifies objects for a kernel, and makes verdicts and findings of what the verifier says. */
@NullMarked
package io.github.hidbpf4j.kernel.verify;

import org.jspecify.annotations.NullMarked;
