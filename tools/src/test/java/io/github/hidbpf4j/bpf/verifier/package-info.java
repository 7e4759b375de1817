/** What tests of the workshop need of the verifier's insides. */
@NullMarked
package io.github.hidbpf4j.bpf.verifier;

import org.jspecify.annotations.NullMarked;
