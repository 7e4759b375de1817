/**
 * Where the parts of the module meet: from bytes through the verifier to a run. Start with {@link
 * io.github.hidbpf4j.bpf.runtime.IsaRun}.
 */
@NullMarked
package io.github.hidbpf4j.bpf.runtime;

import org.jspecify.annotations.NullMarked;
