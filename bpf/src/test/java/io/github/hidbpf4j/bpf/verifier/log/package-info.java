/** Tests of the verifier's log. */
@NullMarked
package io.github.hidbpf4j.bpf.verifier.log;

import org.jspecify.annotations.NullMarked;
