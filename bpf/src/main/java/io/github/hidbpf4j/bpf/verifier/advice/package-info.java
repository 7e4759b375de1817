/**
 * Advice for the author of a refused program: the kernel's messages from the log, the place in the
 * source, their meaning, what to do. Only reads logs and states; makes no decisions.
 */
@NullMarked
package io.github.hidbpf4j.bpf.verifier.advice;

import org.jspecify.annotations.NullMarked;
