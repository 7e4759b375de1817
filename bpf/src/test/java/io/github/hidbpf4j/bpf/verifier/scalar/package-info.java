/** Tests of the scalar domain. */
@NullMarked
package io.github.hidbpf4j.bpf.verifier.scalar;

import org.jspecify.annotations.NullMarked;
