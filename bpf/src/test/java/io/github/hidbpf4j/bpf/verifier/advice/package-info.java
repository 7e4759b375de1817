/** Tests of what authors are told. */
@NullMarked
package io.github.hidbpf4j.bpf.verifier.advice;

import org.jspecify.annotations.NullMarked;
