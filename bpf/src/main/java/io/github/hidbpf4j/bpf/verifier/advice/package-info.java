/**
 * What to tell the author of a program that was refused: the kernel's words found in the log, where
 * in the source, what they mean, what to do. Reads logs; decides nothing.
 */
@NullMarked
package io.github.hidbpf4j.bpf.verifier.advice;

import org.jspecify.annotations.NullMarked;
