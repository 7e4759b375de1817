/** Verifies objects for a kernel, and turns the verifier's results into verdicts and findings. */
@NullMarked
package io.github.hidbpf4j.kernel.verify;

import org.jspecify.annotations.NullMarked;
