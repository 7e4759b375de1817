/** Access to the verifier's internals for tests of the workshop. */
@NullMarked
package io.github.hidbpf4j.bpf.verifier;

import org.jspecify.annotations.NullMarked;
